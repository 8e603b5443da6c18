import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Settings } from "#server/settings.ts";

const strictSeconds = 5 * 60;
const confidentialSeconds = 15 * 60;

/** How the recipient must have signed in. */
export interface SignInNeed {
  /** How many seconds ago at most; null where the sign-in itself is enough. */
  readonly maxAgeSeconds: number | null;
  /** Authentication contexts of which the token must name one; empty: any will do. */
  readonly acrValues: readonly string[];
}

/**
 * Gives how the recipient must have signed in to open a grant.
 *
 * Restricted data, an environment that asks a human, and one that the catalog no longer knows are the strictest: they
 * alone want one of `REVEAL_ACR_VALUES`.
 */
export function signInNeed(
  grant: { readonly classification: string; readonly environment: string },
  by: { readonly catalog: Pick<Catalog, "environments">; readonly settings: Pick<Settings, "REVEAL_ACR_VALUES"> },
): SignInNeed {
  const environment = by.catalog.environments.get(grant.environment);
  const asksHuman = environment === undefined || environment.approval !== null;
  if (asksHuman || !["public", "internal", "confidential"].includes(grant.classification)) {
    return strictestNeed(by.settings);
  }
  return { maxAgeSeconds: grant.classification === "confidential" ? confidentialSeconds : null, acrValues: [] };
}

/** How somebody must have signed in for what is strictest: within five minutes, in one of `REVEAL_ACR_VALUES`. */
export function strictestNeed({ REVEAL_ACR_VALUES }: Pick<Settings, "REVEAL_ACR_VALUES">): SignInNeed {
  return { maxAgeSeconds: strictSeconds, acrValues: REVEAL_ACR_VALUES };
}
