import type { PrincipalClaims } from "#server/identity/principal-claims.ts";
import type { KnownPrincipal } from "#server/identity/principal-row.ts";

/** What a token changes about a principal. */
export interface ClaimsChange {
  readonly email: string | null;
  readonly name: string;
  readonly groups: readonly string[];
  readonly claimsAt: Date;
  /** Groups that came and went; both empty when membership stays as it is. */
  readonly groupsAdded: readonly string[];
  readonly groupsRemoved: readonly string[];
}

/**
 * Decides what a token changes: a newer statement replaces an older one, and an older token never sets anything back.
 *
 * A sign-in comes straight from the issuer, so it also wins within the same second, and one that names no groups leaves
 * none. A bearer may have lain around, and need not name groups at all.
 * @returns null when nothing changes, not even the time of the newest statement
 */
export function mergeClaims(
  known: KnownPrincipal,
  claims: PrincipalClaims,
  source: "sign_in" | "bearer",
): ClaimsChange | null {
  const stated = claims.statedAt.getTime();
  const newest = known.claimsAt.getTime();
  if (stated < newest || (stated === newest && source === "bearer")) return null;
  const groups = claims.groups ?? (source === "sign_in" ? [] : known.groups);
  return {
    email: claims.email ?? known.email,
    name: claims.name ?? known.name,
    groups,
    claimsAt: claims.statedAt,
    groupsAdded: groups.filter((group) => !known.groups.includes(group)),
    groupsRemoved: known.groups.filter((group) => !groups.includes(group)),
  };
}
