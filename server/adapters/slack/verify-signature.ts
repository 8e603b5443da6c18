import { createHmac, timingSafeEqual } from "node:crypto";

/** A call is believed for so long before and after the time that it states. */
const signatureSecondsMax = 300;

/** A call as it came in: the two headers and the bytes of the body, before anything was made of them. */
export interface SignedCall {
  readonly timestamp: string | null;
  readonly signature: string | null;
  readonly body: Uint8Array;
}

/**
 * Tells whether a call was signed with the app's signing secret within 300 seconds of `nowSeconds`: HMAC-SHA256 over
 * `v0:timestamp:body`, compared in constant time (docs.slack.dev, "Verifying requests from Slack").
 */
export function verifySignature(secret: string, call: SignedCall, nowSeconds: number): boolean {
  const { timestamp, signature, body } = call;
  if (timestamp === null || signature === null) return false;
  if (!/^\d{1,12}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature)) return false;
  if (Math.abs(nowSeconds - Number(timestamp)) > signatureSecondsMax) return false;
  const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
  const stated = Buffer.from(signature.slice(3), "hex");
  return stated.length === expected.length && timingSafeEqual(stated, expected);
}
