import { AppError } from "#domain/errors/app-error.ts";
import type { KnownCertificate } from "./api/open-client.ts";
import { mapTransportError } from "./api/map-authority-error.ts";
import { sendRequest, type Wire } from "./api/send-request.ts";
import type { Trust, TrustedIssuer } from "./read-trust.ts";
import { askOcsp, readCrl, type ReadList } from "./x509/read-status.ts";

/** What the relying world is told of a certificate, each answer signed by its issuer and checked. */
export interface CertificateStatus {
  readonly serial: string;
  readonly ocsp: "good" | "revoked" | "unknown";
  readonly onList: boolean;
  readonly listNumber: number;
}

/**
 * Asks where the certificate says: OCSP with a nonce, and the list of revocations.
 *
 * @throws verification_failed for an answer that is not the issuer's, backend_unavailable, aborted
 */
export async function checkStatus(
  certificates: readonly Pick<KnownCertificate, "serial" | "issuer">[],
  trust: Trust,
  signal: AbortSignal,
): Promise<readonly CertificateStatus[]> {
  const lists = new Map<TrustedIssuer, ReadList>();
  const statuses: CertificateStatus[] = [];
  for (const { serial, issuer: id } of certificates) {
    const issuer = [trust, ...trust.earlier].find((each) => each.id === id);
    if (issuer === undefined) throw unknownIssuer(serial);
    const list = lists.get(issuer) ?? (await readList(issuer, signal));
    lists.set(issuer, list);
    const ocsp = await ask(serial, issuer, signal);
    statuses.push({ serial, ocsp, onList: list.serials.has(serial), listNumber: list.number });
  }
  return statuses;
}

/** @throws verification_failed unless every certificate is `expected` by both answers */
export function expectStatus(statuses: readonly CertificateStatus[], expected: "good" | "revoked"): void {
  const odd = statuses.find(({ ocsp, onList }) => ocsp !== expected || onList !== (expected === "revoked"));
  if (odd === undefined) return;
  const text = `The authority does not tell the world that certificate ${odd.serial} is ${expected}.`;
  throw new AppError("verification_failed", text, { details: { ...odd } });
}

function unknownIssuer(serial: string): AppError {
  return new AppError("verification_failed", `The authority does not know who issued certificate ${serial}.`);
}

async function readList({ urls, issuer }: TrustedIssuer, signal: AbortSignal): Promise<ReadList> {
  const bytes = await fetchBytes(urls.crl, { method: "GET" }, signal);
  return check(() => readCrl(bytes, issuer), "The list of revocations cannot be trusted");
}

async function ask(serial: string, { urls, issuer }: TrustedIssuer, signal: AbortSignal) {
  const question = askOcsp(serial, issuer);
  const headers = { "content-type": "application/ocsp-request" };
  const bytes = await fetchBytes(urls.ocsp, { method: "POST", headers, body: question.request }, signal);
  return check(() => question.read(bytes), "The answer of OCSP cannot be trusted");
}

async function fetchBytes(url: string, options: Wire, signal: AbortSignal): Promise<Buffer> {
  try {
    const { code, body } = await sendRequest(new URL(url), options, signal);
    if (code === 200) return body;
  } catch (error) {
    throw mapTransportError(error, signal);
  }
  throw new AppError("backend_unavailable", `${url} does not answer.`);
}

function check<T>(read: () => T, problem: string): T {
  try {
    return read();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "It cannot be read.";
    throw new AppError("verification_failed", `${problem}: ${reason}`, { cause });
  }
}
