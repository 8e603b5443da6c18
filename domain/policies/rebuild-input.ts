import type { PlatformRole } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Outcome, PersonAttribute, SealingMode, TraceEntry } from "#domain/contracts/decision.ts";
import type { EvaluationInput, RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";

/** What the ledger keeps of a request and of its decision that a replay stands on. */
export interface RecordedRequest {
  readonly draft: RequestDraft;
  readonly createdAt: Date;
  readonly outcome: Outcome;
  /** What each rule said, by rule id. */
  readonly results: Readonly<Record<string, TraceEntry["result"]>>;
  /** What the team held there. */
  readonly holding: number;
  /** What each quota held, by quota id. */
  readonly held: Readonly<Record<string, number>>;
  readonly backend: string | null;
  /** Null: a record that did not say. */
  readonly sealing: SealingMode | null;
  /** What was demanded of whoever had a part in it. */
  readonly attributes: readonly PersonAttribute[];
  /** Devices that the recipient had enrolled when it was filed. */
  readonly devices: number;
}

/**
 * Rebuilds what a past request was decided on, for another catalog.
 *
 * Exact: the draft, what was held, whether the name was taken, whether the requester belonged to the team, and whether a
 * device and the attributes demanded then were there. Approximated: teams beside that one, roles and attributes that no rule
 * demanded then are those of today; a quota that the record does not name held nothing; of the back ends, those before
 * the chosen one count as not connected, all where none was chosen; freeze windows are those that the time of filing
 * lies in, also for a request that was sent back and decided again later.
 *
 * @param requester as they are today
 */
export function rebuildInput(recorded: RecordedRequest, requester: RequesterFacts, catalog: Catalog): EvaluationInput {
  return {
    draft: recorded.draft,
    requester: asTheyWere(recorded, requester),
    state: {
      holdingCount: recorded.holding,
      nameTaken: recorded.results["name.unique"] === "deny",
      disconnectedBackends: passedOver(recorded, catalog),
      recipientDevices: devicesOf(recorded),
      held: recorded.held,
    },
    catalog,
    now: recorded.createdAt,
  };
}

function asTheyWere({ draft, results, attributes }: RecordedRequest, today: RequesterFacts): RequesterFacts {
  const membership = results["requester.membership"];
  // A record whose template, environment or team had left the catalog says nothing of the requester.
  if (membership === undefined) return today;
  const belonged = membership === "pass";
  const platform: readonly PlatformRole[] = ["platform"];
  const isPlatform = today.platformRoles.some((role) => platform.includes(role));
  const teams = belonged && isPlatform ? today.teams : withOrWithout(today.teams, draft.team, belonged);
  const roles = belonged ? today.platformRoles : today.platformRoles.filter((role) => !platform.includes(role));
  const proven = attributes.length === 0 ? null : results["requester.attributes"] === "pass";
  const attributesOf = (person: Pick<RequesterFacts, "attributes">) =>
    attributes.reduce<readonly PersonAttribute[]>(
      (all, one) => (proven === null ? all : withOrWithout(all, one, proven)),
      person.attributes,
    );
  const { onBehalfOf } = today;
  return {
    ...today,
    teams,
    platformRoles: roles,
    attributes: attributesOf(today),
    onBehalfOf: onBehalfOf && {
      ...onBehalfOf,
      teams: belonged ? withOrWithout(onBehalfOf.teams, draft.team, true) : onBehalfOf.teams,
      attributes: attributesOf(onBehalfOf),
    },
  };
}

function withOrWithout<T>(items: readonly T[], item: T, wanted: boolean): readonly T[] {
  if (items.includes(item) === wanted) return items;
  return wanted ? [...items, item] : items.filter((other) => other !== item);
}

/** What the decision found about devices goes before what the ledger says of the time of filing. */
function devicesOf({ results, sealing, devices }: RecordedRequest): number {
  const found = results["classification.strict_mode"];
  if (found === "deny") return 0;
  return found === "pass" && sealing === "strict" ? Math.max(1, devices) : devices;
}

/** The catalog's order is the order of preference: what stands before the chosen one had no connection. */
function passedOver({ draft, backend, results }: RecordedRequest, catalog: Catalog): readonly string[] {
  const type = catalog.templates.get(draft.template)?.resourceType;
  const serving = [...catalog.backends.values()]
    .filter((candidate) => candidate.type === type && candidate.environments.includes(draft.environment))
    .map(({ name }) => name);
  if (results["backend.selection"] === "deny") return serving;
  return serving.slice(0, Math.max(0, serving.indexOf(backend ?? "")));
}
