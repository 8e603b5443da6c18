import { createHash } from "node:crypto";
import { openCall, type CertificateContext } from "./call.ts";
import { livingCertificates } from "./living-certificates.ts";

/**
 * Hashes the fingerprints of the generation's living certificates: one that is revoked or issued by hand shows. Null where
 * the generation was never enrolled, or is gone.
 */
export async function fingerprint(ctx: CertificateContext): Promise<string | null> {
  const { client, names } = await openCall(ctx);
  const enrolment = await client.find(names.enrolment);
  if (enrolment === null) return null;
  const lines = livingCertificates(enrolment)
    .map((certificate) => certificate.fingerprint)
    .toSorted();
  return createHash("sha256").update(lines.join("\n")).digest("base64url");
}
