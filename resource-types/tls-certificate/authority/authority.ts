import { answerOcsp, type OcspAnswer } from "../x509/answer-ocsp.ts";
import { buildCrl } from "../x509/build-crl.ts";
import { readCsr } from "../x509/read-csr.ts";
import { AuthorityError } from "./authority-error.ts";
import { checkNames } from "./check-names.ts";
import type { Issuer } from "./issuer.ts";
import type { Journal } from "./journal.ts";
import { limits } from "./limits.ts";
import { makeLeaf } from "./make-leaf.ts";
import { reasons, type JournalRecord, type Reason } from "./records.ts";
import { createRegistry, type Enrolment, type IssuedCertificate, type Registry } from "./registry.ts";

/** One order for a certificate below an enrolment. */
export interface Order {
  readonly enrolment: string;
  readonly resourceId: string;
  /** The revision of the enrolment that the caller saw. */
  readonly revision: number;
  /** Names the order: sent twice, it gives the same certificate. */
  readonly order: string;
  /** PEM. */
  readonly csr: string;
  readonly notAfter: Date;
  readonly isProbe: boolean;
}

/** A signed list of revocations. */
export interface SignedList {
  readonly number: number;
  readonly der: Buffer;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
}

/**
 * An online authority: it alone holds the intermediate's key, and forgets nothing that it signed.
 *
 * Changes happen one after the other. Each is on the disk before anybody hears of it: after a crash a certificate that
 * somebody has is known, its serial is never given again, and what was revoked stays revoked.
 */
export class Authority {
  /** Signs what is issued now. */
  readonly issuer: Issuer;
  /** The one that issues, and those before it, which tell of their own certificates only; the oldest last. */
  readonly issuers: readonly Issuer[];
  readonly #journal: Journal;
  readonly #registry: Registry;
  readonly #now: () => Date;
  #turn: Promise<unknown> = Promise.resolve();
  readonly #lists = new Map<string, SignedList>();

  constructor(parts: {
    readonly issuers: readonly [Issuer, ...Issuer[]];
    readonly journal: Journal;
    readonly now?: () => Date;
  }) {
    this.issuers = parts.issuers;
    this.issuer = parts.issuers[0];
    this.#journal = parts.journal;
    this.#registry = createRegistry(parts.journal.records, (parts.issuers.at(-1) ?? this.issuer).id);
    this.#now = parts.now ?? (() => new Date());
  }

  findEnrolment(name: string): Enrolment | null {
    return this.#registry.enrolments.get(name) ?? null;
  }

  listEnrolments(): readonly Enrolment[] {
    return [...this.#registry.enrolments.values()];
  }

  findCertificate(serial: string): IssuedCertificate | null {
    return this.#registry.certificates.get(serial) ?? null;
  }

  certificatesOf({ serials }: Enrolment): readonly IssuedCertificate[] {
    return serials.flatMap((serial) => this.findCertificate(serial) ?? []);
  }

  /**
   * Binds names to their owner; the same call again changes nothing.
   *
   * @throws AuthorityError not_ours, name_invalid, name_not_permitted
   */
  enrol(asked: { name: string; resourceId: string; dnsNames: readonly string[] }): Promise<Enrolment> {
    return this.#inTurn(async () => {
      const dnsNames = [...checkNames(asked.dnsNames, this.issuer.zones)];
      const { name, resourceId } = asked;
      const known = this.findEnrolment(name);
      if (known === null) await this.#commit([{ type: "enrolled", name, resourceId, dnsNames, at: this.#at() }]);
      const enrolment = this.#own(name, resourceId);
      if (enrolment.dnsNames.join() === dnsNames.join()) return enrolment;
      throw new AuthorityError("not_ours", `The enrolment ${name} is for other names.`);
    });
  }

  /**
   * Issues a certificate for the names of its enrolment, and for the key of the request.
   *
   * @throws AuthorityError not_found, not_ours, stale, lifetime, csr_…
   */
  issue(order: Order): Promise<IssuedCertificate> {
    return this.#inTurn(async () => {
      const enrolment = this.#own(order.enrolment, order.resourceId);
      const request = readCsr(order.csr);
      const known = this.certificatesOf(enrolment).find((certificate) => certificate.order === order.order);
      if (known !== undefined && known.keyHash === request.keyHash) return known;
      if (known !== undefined) throw new AuthorityError("not_ours", "The same order was sent for another key.");
      if (enrolment.revision !== order.revision) {
        throw new AuthorityError("stale", `The enrolment ${order.enrolment} changed meanwhile.`);
      }
      const foreign = request.dnsNames.find((name) => !enrolment.dnsNames.includes(name.toLowerCase()));
      if (foreign !== undefined) {
        const text = `The certificate request names ${JSON.stringify(foreign.slice(0, 260))}, which was not asked for.`;
        throw new AuthorityError("csr_names", text);
      }
      // The enrolment may be older than the intermediate, and the zones of the one before wider.
      checkNames(enrolment.dnsNames, this.issuer.zones);
      const times = this.#times(order.notAfter);
      const { serial, der } = makeLeaf(this.issuer, { dnsNames: enrolment.dnsNames, request, ...times });
      const { isProbe } = order;
      await this.#commit([
        {
          type: "issued",
          name: order.enrolment,
          serial,
          order: order.order,
          keyHash: request.keyHash,
          isProbe,
          issuer: this.issuer.id,
          notBefore: times.notBefore.toISOString(),
          notAfter: times.notAfter.toISOString(),
          certificate: der.toString("base64"),
        },
      ]);
      return this.#issued(serial);
    });
  }

  /**
   * Revokes a certificate and signs a new list; one that is revoked stays as it is.
   *
   * @throws AuthorityError not_found, not_ours
   */
  revoke(serial: string, by: { resourceId: string; reason: Reason }): Promise<IssuedCertificate> {
    return this.#inTurn(async () => {
      const certificate = this.#issued(serial);
      if (certificate.resourceId !== by.resourceId) throw notOurs(serial);
      if (certificate.revoked === null) {
        await this.#commit([{ type: "revoked", serial, reason: by.reason, at: this.#at() }]);
        await this.#signList(this.#issuerOf(certificate));
      }
      return certificate;
    });
  }

  /**
   * Revokes what lives below the enrolment and ends it; one that is not there counts as ended.
   *
   * @throws AuthorityError not_ours
   */
  close(name: string, by: { resourceId: string }): Promise<void> {
    return this.#inTurn(async () => {
      if (this.findEnrolment(name) === null) return;
      const enrolment = this.#own(name, by.resourceId);
      const at = this.#at();
      const living = this.certificatesOf(enrolment).filter(({ revoked }) => revoked === null);
      const reason = "cessationOfOperation" as const;
      const revoked = living.map(({ serial }) => ({ type: "revoked" as const, serial, reason, at }));
      await this.#commit([...revoked, { type: "closed", name, at }]);
      for (const issuer of new Set(living.map((each) => this.#issuerOf(each)))) await this.#signList(issuer);
    });
  }

  /** The issuer's current list of revocations: signed after its last revocation, and within the last hour. */
  async revocationList(issuer: Issuer = this.issuer): Promise<SignedList> {
    const fresh = () => {
      const list = this.#lists.get(issuer.id);
      return list && this.#now().getTime() - list.thisUpdate.getTime() < limits.listRefreshMs ? list : null;
    };
    return fresh() ?? this.#inTurn(async () => fresh() ?? this.#signList(issuer));
  }

  /** Answers by the intermediate that the question names. */
  answerOcsp(request: Uint8Array): OcspAnswer {
    const answers = this.issuers.map((issuer) => this.#answerBy(issuer, request));
    return answers.find(({ isSuccessful }) => isSuccessful) ?? this.#answerBy(this.issuer, request);
  }

  /** @throws AuthorityError journal_lost when the disk does not hold what this process wrote */
  async assertSound(): Promise<void> {
    await this.#inTurn(() => this.#journal.assertThere());
  }

  #answerBy(issuer: Issuer, request: Uint8Array): OcspAnswer {
    const thisUpdate = this.#second();
    const nextUpdate = new Date(thisUpdate.getTime() + limits.ocspValidMs);
    const statusOf = (serial: string) => {
      const found = this.findCertificate(serial);
      if (found === null || found.issuer !== issuer.id) return null;
      return { revoked: found.revoked && { at: wholeSecond(found.revoked.at), reason: reasons[found.revoked.reason] } };
    };
    return answerOcsp(request, { ...issuer, statusOf, thisUpdate, nextUpdate });
  }

  /** Waits for what is being written. */
  async stop(): Promise<void> {
    await this.#inTurn(() => this.#journal.close());
  }

  /** The number is on the disk before the list is signed: no two lists ever share one. */
  async #signList(issuer: Issuer): Promise<SignedList> {
    const number = this.#registry.listNumber + 1;
    await this.#commit([{ type: "list", number }]);
    const thisUpdate = this.#second();
    const nextUpdate = new Date(thisUpdate.getTime() + limits.listValidMs);
    const revoked = [...this.#registry.certificates.values()].flatMap((certificate) =>
      certificate.issuer !== issuer.id ||
      certificate.revoked === null ||
      certificate.notAfter.getTime() + limits.expiredKeptMs < thisUpdate.getTime()
        ? []
        : [{ serial: certificate.serial, at: certificate.revoked.at, reason: reasons[certificate.revoked.reason] }],
    );
    const der = buildCrl({ number, thisUpdate, nextUpdate, revoked }, issuer);
    const list = { number, der, thisUpdate, nextUpdate };
    this.#lists.set(issuer.id, list);
    return list;
  }

  #times(notAfter: Date) {
    const now = this.#second().getTime();
    const notBefore = new Date(now - limits.backdateMs);
    const latest = Math.min(now + limits.lifetimeMs, this.issuer.notAfter.getTime());
    const end = wholeSecond(notAfter);
    if (end.getTime() <= now) throw new AuthorityError("lifetime", "The certificate would have ended already.");
    if (end.getTime() <= latest) return { notBefore, notAfter: end };
    const hours = Math.floor((latest - now) / 3_600_000);
    throw new AuthorityError("lifetime", `A certificate of this authority lives for ${hours} hours at most.`);
  }

  #own(name: string, resourceId: string): Enrolment {
    const enrolment = this.findEnrolment(name);
    if (enrolment === null) throw new AuthorityError("not_found", `There is no enrolment ${name}.`);
    if (enrolment.resourceId !== resourceId) throw notOurs(name);
    return enrolment;
  }

  #issuerOf({ issuer: id }: IssuedCertificate): Issuer {
    return this.issuers.find((issuer) => issuer.id === id) ?? this.issuer;
  }

  #issued(serial: string): IssuedCertificate {
    const certificate = this.findCertificate(serial);
    if (certificate === null) throw new AuthorityError("not_found", "No certificate of that serial was issued.");
    return certificate;
  }

  async #commit(records: readonly JournalRecord[]): Promise<void> {
    await this.#journal.append(records);
    for (const record of records) this.#registry.apply(record);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  #at(): string {
    return this.#second().toISOString();
  }

  #second(): Date {
    return wholeSecond(this.#now());
  }
}

/** X.509 knows no smaller unit. */
function wholeSecond(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function notOurs(name: string): AuthorityError {
  return new AuthorityError("not_ours", `${name} belongs to another owner.`);
}
