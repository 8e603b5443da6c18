import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import { handlingFloors } from "#domain/catalog/handling-tier.ts";
import type { Settings } from "#server/settings.ts";

const strictSeconds = 5 * 60;

/** How the recipient must have signed in. */
export interface SignInNeed {
  /** How many seconds ago at most; null where the sign-in itself is enough. */
  readonly maxAgeSeconds: number | null;
  /** Authentication contexts of which the token must name one; empty: any will do. */
  readonly acrValues: readonly string[];
}

/**
 * Gives how the recipient must have signed in to open a grant: as its row of the handling table says, or tighter.
 *
 * Restricted data, an environment that asks a human, and what the catalog does not know, a class or an environment, are
 * the strictest: they alone want one of `REVEAL_ACR_VALUES`.
 */
export function signInNeed(
  grant: { readonly classification: string; readonly environment: string },
  by: {
    readonly catalog: Pick<Catalog, "environments" | "tiers">;
    readonly settings: Pick<Settings, "REVEAL_ACR_VALUES">;
  },
): SignInNeed {
  const environment = by.catalog.environments.get(grant.environment);
  const asksHuman = environment === undefined || environment.approval !== null;
  const { classification } = grant;
  const tier = isClassification(classification) ? by.catalog.tiers.get(classification) : undefined;
  const stated = smallest([tier?.revealMaxAgeMinutes, tier && handlingFloors[tier.id].revealMaxAgeMinutes]);
  const maxAgeSeconds = stated === null ? null : stated * 60;
  if (!asksHuman && tier !== undefined && tier.id !== "restricted") return { maxAgeSeconds, acrValues: [] };
  const strictest = strictestNeed(by.settings);
  return { ...strictest, maxAgeSeconds: Math.min(strictSeconds, maxAgeSeconds ?? strictSeconds) };
}

/** Null and undefined are no limit. */
function smallest(minutes: readonly (number | null | undefined)[]): number | null {
  const limits = minutes.filter((limit) => limit !== null && limit !== undefined);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** How somebody must have signed in for what is strictest: within five minutes, in one of `REVEAL_ACR_VALUES`. */
export function strictestNeed({ REVEAL_ACR_VALUES }: Pick<Settings, "REVEAL_ACR_VALUES">): SignInNeed {
  return { maxAgeSeconds: strictSeconds, acrValues: REVEAL_ACR_VALUES };
}
