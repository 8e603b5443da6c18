import canonicalize from "canonicalize";

/** What reveal says, by its signature, when a key is enrolled: whose it is. */
export interface DeviceEnrolment {
  readonly id: string;
  readonly owner: { readonly issuer: string; readonly subject: string };
  /** 65 bytes, an uncompressed P-256 point (SEC1), as base64url. */
  readonly publicKey: string;
  readonly enrolledAt: Date;
}

/** Gives the one line (RFC 8785) that is signed; no two enrolments give the same. */
export function enrolmentText({ id, owner, publicKey, enrolledAt }: DeviceEnrolment): string {
  const statement = { purpose: "latchkey/device/v1", id, owner, publicKey, enrolledAt: enrolledAt.toISOString() };
  return `${canonicalize(statement)}\n`;
}
