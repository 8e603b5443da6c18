/** The HPKE `info` of a claim: `latchkey/reveal/v1`, a zero byte, the grant's id. */
export function claimInfo(grantId: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`latchkey/reveal/v1\0${grantId}`);
}
