/** What the ciphertext of a lease is bound to: a change of any of it keeps it closed. */
export interface LeaseBinding {
  readonly leaseId: string;
  readonly resourceId: string;
  readonly generation: number;
  /** Whoever asked for it. */
  readonly principalId: string;
  /** Its first end, ISO 8601 with milliseconds: renewals move the end, not this. */
  readonly sealedUntil: string;
}

/** The HPKE `info` of a lease: `latchkey/lease/v1`, a zero byte, the lease's id. */
export function leaseInfo(leaseId: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`latchkey/lease/v1\0${leaseId}`);
}

/** The additional authenticated data: each part as its length in four bytes, big-endian, and its UTF-8 bytes. */
export function encodeLeaseBinding(binding: LeaseBinding): Uint8Array<ArrayBuffer> {
  const { leaseId, resourceId, generation, principalId, sealedUntil } = binding;
  return encodeParts([leaseId, resourceId, String(generation), principalId, sealedUntil]);
}

function encodeParts(texts: readonly string[]): Uint8Array<ArrayBuffer> {
  const parts = texts.map((text) => new TextEncoder().encode(text));
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(whole.buffer);
  parts.reduce((offset, part) => {
    view.setUint32(offset, part.length);
    whole.set(part, offset + 4);
    return offset + 4 + part.length;
  }, 0);
  return whole;
}
