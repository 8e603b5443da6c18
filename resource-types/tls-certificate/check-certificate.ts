import { X509Certificate } from "node:crypto";
import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { KnownCertificate } from "./api/open-client.ts";
import type { Trust } from "./read-trust.ts";

const serverAuth = "1.3.6.1.5.5.7.3.1";

/**
 * Checks that a certificate is what was ordered: signed by the issuer, for exactly these names, no authority itself.
 *
 * @throws verification_failed with the failed checks
 */
export function checkCertificate(
  { certificate: pem, serial }: KnownCertificate,
  { issuer }: Trust,
  dnsNames: readonly string[],
): Receipt {
  const certificate = new X509Certificate(pem);
  const parent = new X509Certificate(issuer);
  const now = Date.now();
  const names = (certificate.subjectAltName ?? "").split(", ").toSorted();
  const checks = {
    signedByIssuer: certificate.checkIssued(parent) && certificate.verify(parent.publicKey),
    isLeaf: !certificate.ca,
    namesAreThose:
      names.join() ===
      dnsNames
        .map((name) => `DNS:${name}`)
        .toSorted()
        .join(),
    isOfNow: new Date(certificate.validFrom).getTime() <= now && new Date(certificate.validTo).getTime() > now,
    isForServers: certificate.keyUsage?.includes(serverAuth) === true,
    serialIsThat: certificate.serialNumber.toLowerCase() === serial,
  };
  const failed = Object.entries(checks).flatMap(([name, isTrue]) => (isTrue ? [] : [name]));
  if (failed.length === 0) return checks;
  throw new AppError("verification_failed", "The certificate is not what was ordered.", { details: { failed } });
}
