import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision, Remedy } from "#domain/contracts/decision.ts";
import type { SubmitBody } from "#domain/contracts/request.ts";

/** What a change is of, the cheapest first: how long, how it is handed over, how large, what it is called, where. */
const kinds = [/^\/lifetimeHours$/, /^\/delivery$/, /^\/parameters\/[^/]+$/, /^\/name$/, /^\/environment$/, /^\/team$/];

const choicesMax = 4;

/** Where a search stands: a body, what was decided on it, and what there is to choose from. */
export interface CandidatePlace {
  readonly body: SubmitBody;
  readonly decision: Decision;
  readonly catalog: Pick<Catalog, "templates" | "environments" | "settings">;
}

/**
 * Gives the single changes that are worth a try: what remedies propose, each smaller size, other deliveries that are
 * left, other environments, the nearest first.
 *
 * Never a classification: that is a statement about the data. A team only where a remedy names it.
 */
export function changeCandidates(place: CandidatePlace): Remedy[] {
  const proposed = place.decision.trace
    .filter(({ result }) => result === "deny" || result === "needs_approval" || result === "error")
    .flatMap(({ remedy }) => (remedy ? choicesOf(remedy) : []));
  const deliveries = place.decision.effective.deliveries.map((value) => change("/delivery", value));
  const all = [...proposed, ...deliveries, ...smallerSizes(place), ...otherEnvironments(place)];
  const known = new Map(all.map((candidate) => [JSON.stringify(candidate), candidate]));
  return [...known.values()]
    .filter(({ path }) => kindOf(path) >= 0)
    .filter((candidate) => isChange(place.body, candidate));
}

/** How dear a set of changes is, to be compared part by part: the dearest kind first. */
export function changeCost(changes: readonly Remedy[]): number[] {
  return changes.map(({ path }) => kindOf(path)).toSorted((a, b) => b - a);
}

function kindOf(path: string): number {
  return kinds.findIndex((kind) => kind.test(path));
}

function change(path: string, value: unknown): Remedy {
  return { path, op: "=", value };
}

function choicesOf({ path, op, value }: Remedy): Remedy[] {
  if (op === "matches") return [];
  if (op !== "in") return [change(path, value)];
  return Array.isArray(value) ? value.slice(0, choicesMax).map((choice: unknown) => change(path, choice)) : [];
}

function smallerSizes({ body, catalog }: CandidatePlace): Remedy[] {
  const rank = (size: unknown) => catalog.settings.sizeScale.findIndex((candidate) => candidate === size);
  const current = rank(body.parameters?.size);
  const sizes = catalog.templates.get(body.template)?.sizes.map(({ id }) => id) ?? [];
  return sizes
    .filter((id) => rank(id) >= 0 && rank(id) < current)
    .toSorted((a, b) => rank(b) - rank(a))
    .map((id) => change("/parameters/size", id));
}

function otherEnvironments({ body, catalog }: CandidatePlace): Remedy[] {
  const offered = catalog.templates.get(body.template)?.environments ?? [];
  const places = [...catalog.environments.keys()];
  const distance = (id: string) => Math.abs(places.indexOf(id) - places.indexOf(body.environment));
  return places
    .filter((id) => offered.includes(id))
    .toSorted((a, b) => distance(a) - distance(b))
    .map((id) => change("/environment", id));
}

function isChange(body: SubmitBody, { path, value }: Remedy): boolean {
  const [field = "", key] = path.split("/").slice(1);
  const current = key === undefined ? body[field as keyof SubmitBody] : body.parameters?.[key];
  return current !== value;
}
