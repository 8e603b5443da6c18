import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import { handlingFloors } from "#domain/catalog/handling-tier.ts";
import type { Handling } from "#domain/contracts/decision.ts";
import { handlingOfPlace, type HandlingRules } from "#domain/guardrails/handling-of-place.ts";
import type { Settings } from "#server/settings.ts";

const strictSeconds = 5 * 60;

/** How the recipient must have signed in. */
export interface SignInNeed {
  /** How many seconds ago at most; null where the sign-in itself is enough. */
  readonly maxAgeSeconds: number | null;
  /** Authentication contexts of which the token must name one; empty: any will do. */
  readonly acrValues: readonly string[];
}

/** Of a grant, what says how its recipient must have signed in. */
export interface SignInPlace {
  readonly classification: string;
  readonly environment: string;
  /** Of emergency access, when it ends; null or absent: an ordinary credential. */
  readonly emergencyUntil?: Date | null;
  readonly resource: { readonly team: string };
  readonly request: {
    readonly templateId: string;
    readonly handling: Pick<Handling, "revealMaxAgeSeconds"> | null;
  };
}

/**
 * Gives how the recipient must have signed in to open a grant: as its row of the handling table says and the rules
 * demand, or tighter. What was decided for the request can only add to it.
 *
 * Restricted data, an environment that asks a human, emergency access, and what the catalog does not know, a class or an
 * environment, are the strictest: they alone want one of `REVEAL_ACR_VALUES`.
 */
export function signInNeed(
  { classification, environment, emergencyUntil = null, resource: { team }, request }: SignInPlace,
  by: {
    readonly catalog: HandlingRules & Pick<Catalog, "tiers">;
    readonly settings: Pick<Settings, "REVEAL_ACR_VALUES">;
  },
): SignInNeed {
  const where = by.catalog.environments.get(environment);
  const asksHuman = where === undefined || where.approval !== null;
  const tier = isClassification(classification) ? by.catalog.tiers.get(classification) : undefined;
  const place = handlingOfPlace(by.catalog, { team, environment, classification, template: request.templateId });
  const maxAgeSeconds = smallest([
    inSeconds(tier?.revealMaxAgeMinutes),
    inSeconds(tier && handlingFloors[tier.id].revealMaxAgeMinutes),
    place.revealMaxAgeSeconds,
    request.handling?.revealMaxAgeSeconds,
  ]);
  const isCalm = !asksHuman && emergencyUntil === null;
  if (isCalm && tier !== undefined && tier.id !== "restricted") return { maxAgeSeconds, acrValues: [] };
  const strictest = strictestNeed(by.settings);
  return { ...strictest, maxAgeSeconds: Math.min(strictSeconds, maxAgeSeconds ?? strictSeconds) };
}

function inSeconds(minutes: number | null | undefined): number | null {
  return minutes === null || minutes === undefined ? null : minutes * 60;
}

/** Null and undefined are no limit. */
function smallest(seconds: readonly (number | null | undefined)[]): number | null {
  const limits = seconds.filter((limit) => limit !== null && limit !== undefined);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** How somebody must have signed in for what is strictest: within five minutes, in one of `REVEAL_ACR_VALUES`. */
export function strictestNeed({ REVEAL_ACR_VALUES }: Pick<Settings, "REVEAL_ACR_VALUES">): SignInNeed {
  return { maxAgeSeconds: strictSeconds, acrValues: REVEAL_ACR_VALUES };
}
