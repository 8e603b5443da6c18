import type { JournalRecord, Reason } from "./records.ts";

/** Names bound to their owner; certificates are issued below it, one generation each. */
export interface Enrolment {
  readonly name: string;
  readonly resourceId: string;
  readonly dnsNames: readonly string[];
  /** Changes with every certificate issued or revoked below it: who saw an older one is refused. */
  revision: number;
  readonly serials: string[];
}

/** One certificate that was issued. */
export interface IssuedCertificate {
  readonly serial: string;
  /** Its enrolment. */
  readonly name: string;
  readonly resourceId: string;
  readonly order: string;
  readonly keyHash: string;
  readonly isProbe: boolean;
  /** Id of the intermediate that signed it. */
  readonly issuer: string;
  readonly dnsNames: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly der: Buffer;
  revoked: { readonly at: Date; readonly reason: Reason } | null;
}

/** What the journal's records add up to. */
export interface Registry {
  readonly enrolments: ReadonlyMap<string, Enrolment>;
  /** By serial, of closed enrolments too. */
  readonly certificates: ReadonlyMap<string, IssuedCertificate>;
  /** Number of the last list of revocations; 0 before the first. */
  readonly listNumber: number;
  /** @throws Error for a record that cannot follow what came before, such as a serial that was issued already */
  apply(record: JournalRecord): void;
}

/** Adds records up from nothing. @param firstIssuer id of the intermediate of records that name none */
export function createRegistry(records: readonly JournalRecord[], firstIssuer: string): Registry {
  const enrolments = new Map<string, Enrolment>();
  const certificates = new Map<string, IssuedCertificate>();
  let listNumber = 0;
  let revision = 0;
  const touch = (name: string) => {
    const enrolment = enrolments.get(name);
    revision += 1;
    if (enrolment) enrolment.revision = revision;
  };
  const issue = (record: JournalRecord & { type: "issued" }) => {
    const enrolment = enrolments.get(record.name);
    if (enrolment === undefined || certificates.has(record.serial)) throw new Error("The journal contradicts itself.");
    const { resourceId, dnsNames } = enrolment;
    const { serial, name, order, keyHash, isProbe, issuer = firstIssuer } = record;
    const times = { notBefore: new Date(record.notBefore), notAfter: new Date(record.notAfter) };
    const der = Buffer.from(record.certificate, "base64");
    const issued = {
      serial,
      name,
      order,
      keyHash,
      isProbe,
      issuer,
      resourceId,
      dnsNames,
      der,
      ...times,
      revoked: null,
    };
    certificates.set(serial, issued);
    enrolment.serials.push(serial);
    touch(name);
  };
  const apply = (record: JournalRecord) => {
    switch (record.type) {
      case "enrolled": {
        const { name, resourceId, dnsNames } = record;
        enrolments.set(name, { name, resourceId, dnsNames, revision, serials: [] });
        return touch(name);
      }
      case "closed":
        return void enrolments.delete(record.name);
      case "issued":
        return issue(record);
      case "revoked": {
        const certificate = certificates.get(record.serial);
        if (certificate === undefined) throw new Error("The journal revokes what was never issued.");
        certificate.revoked ??= { at: new Date(record.at), reason: record.reason };
        return touch(certificate.name);
      }
      case "list":
        listNumber = Math.max(listNumber, record.number);
    }
  };
  records.forEach(apply);
  return {
    enrolments,
    certificates,
    get listNumber() {
      return listNumber;
    },
    apply,
  };
}
