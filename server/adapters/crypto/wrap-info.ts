import { createHash } from "node:crypto";

/** The HPKE `info` that binds a wrapped data key to the payload's additional authenticated data. */
export function wrapInfo(aad: Buffer): ArrayBuffer {
  const digest = createHash("sha256").update(aad).digest();
  return new Uint8Array(Buffer.concat([Buffer.from("latchkey/kek/v1\0", "utf8"), digest])).buffer;
}
