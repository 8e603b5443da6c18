/** One way to match each character, so that no text holds it up. */
const armour = /-----BEGIN ([A-Z0-9 ]+)-----\s([A-Za-z0-9+/=\s]+?)-----END \1-----/g;

/** One block of a PEM text. */
export interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
}

/** Writes DER as a PEM block (RFC 7468) with a newline at its end. */
export function toPem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Gives every PEM block of a text in order; text outside of blocks is passed over. */
export function readPem(text: string): readonly PemBlock[] {
  return [...text.matchAll(armour)].map(([, label = "", body = ""]) => ({ label, der: Buffer.from(body, "base64") }));
}
