import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Gives `sha256:<hex>` over the JCS form (RFC 8785) of a JSON value: key order does not matter. */
export function contentDigest(value: unknown): string {
  return `sha256:${createHash("sha256")
    .update(canonicalize(value) ?? "")
    .digest("hex")}`;
}
