import { createHash } from "node:crypto";
import { openCall, type CertificateContext } from "./call.ts";
import { livingCertificates } from "./living-certificates.ts";

/** Hashes the fingerprints of the generation's living certificates: one that is revoked or issued by hand shows. */
export async function fingerprint(ctx: CertificateContext): Promise<string> {
  const { client, names } = await openCall(ctx);
  const enrolment = await client.find(names.enrolment);
  const living = enrolment === null ? [] : livingCertificates(enrolment);
  const lines = living.map((certificate) => certificate.fingerprint).toSorted();
  return createHash("sha256").update(lines.join("\n")).digest("base64url");
}
