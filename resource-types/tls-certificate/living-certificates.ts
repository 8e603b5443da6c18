import type { KnownCertificate, KnownEnrolment } from "./api/open-client.ts";

/** Certificates of an enrolment that somebody could still use: neither revoked nor expired. Oldest first. */
export function livingCertificates(enrolment: KnownEnrolment, now: Date = new Date()): readonly KnownCertificate[] {
  return enrolment.certificates.filter(({ revokedAt, notAfter }) => revokedAt === null && new Date(notAfter) > now);
}
