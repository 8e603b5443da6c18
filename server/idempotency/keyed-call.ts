import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** A call that may be repeated under its key. */
export interface KeyedCall {
  readonly principalId: string;
  /** The caller's `Idempotency-Key`; null where none was sent. */
  readonly key: string | null;
  /** What is asked of which object: one key is good for one operation. Null: a body that no other operation takes. */
  readonly operation: string | null;
  readonly body: unknown;
}

/** Tells a repeat from another call under the same key: SHA-256 of the operation and the body's canonical form (RFC 8785). */
export function fingerprintOf({ operation, body }: Pick<KeyedCall, "operation" | "body">): Buffer {
  const text = canonicalize(body) ?? "";
  return createHash("sha256")
    .update(operation === null ? text : `${operation} ${text}`)
    .digest();
}
