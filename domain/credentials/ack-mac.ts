/** The exporter context and length of the acknowledgement's key (RFC 9180 §5.3). */
export const ackExport = { context: new TextEncoder().encode("latchkey/ack"), bytes: 32 } as const;

/**
 * Makes the acknowledgement of a claim: HMAC-SHA256 over the grant's id, keyed by what HPKE exports (RFC 9180 §5.3).
 *
 * Only the two ends of one ciphertext can make it. Wipes the exported key.
 */
export async function ackMac(exported: ArrayBuffer, grantId: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const key = await crypto.subtle.importKey("raw", exported, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(grantId)));
  } finally {
    new Uint8Array(exported).fill(0);
  }
}
