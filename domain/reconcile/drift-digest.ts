import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** What makes a difference this one and no other. */
export interface Difference {
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** Gives `sha256:<hex>` over JCS (RFC 8785) of one difference: the same before and after give the same. */
export function differenceDigest({ what, expected, found }: Difference): string {
  return digest({ what, expected, found });
}

/** Gives the digest of several differences together, in whatever order they were found. */
export function driftDigest(differences: readonly Difference[]): string {
  return digest(differences.map(differenceDigest).sort());
}

function digest(value: unknown): string {
  return `sha256:${createHash("sha256")
    .update(canonicalize(value) ?? "")
    .digest("hex")}`;
}
