import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { isClassification } from "#domain/catalog/classification.ts";

interface Receiving {
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
}

/** Whose word counts for who belongs to which team: both must say so. */
interface Teams {
  /** Of the token that was verified here. A token that names no groups names no team. */
  readonly byToken: readonly string[];
  readonly byLedger: readonly string[];
}

/**
 * Tells whether a recipient may still receive a credential now: they belong to its team, and its environment still hands
 * out credentials of its class by reveal. What the catalog does not know is refused.
 */
export function canReceive(
  { environments, teams }: Pick<Catalog, "environments" | "teams">,
  { team, environment, classification }: Receiving,
  { byToken, byLedger }: Teams,
): Permission {
  if (!byToken.includes(team) || !byLedger.includes(team)) {
    return refused(`You do not belong to the team ${teams.get(team)?.name ?? team} any more, which this is for.`);
  }
  const place = environments.get(environment);
  if (place === undefined) return refused(`There is no environment ${environment} any more.`);
  if (!isClassification(classification) || !place.classifications.includes(classification)) {
    return refused(`${place.title} does not take ${classification} data any more.`);
  }
  return place.deliveries.includes("reveal")
    ? allowed
    : refused(`${place.title} does not reveal credentials any more.`);
}
