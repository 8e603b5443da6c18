import type { Drift } from "#domain/provisioning/resource-type.ts";
import type { ServerFacts } from "./admin/server-facts.ts";
import type { ExternalNames } from "./external-names.ts";
import type { CacheUse } from "./measure-usage.ts";
import type { ObservedUser } from "./observe.ts";
import type { RedisParameters } from "./parameters.ts";

/** What drift is looked for in. */
export interface DriftSubject {
  readonly names: ExternalNames;
  readonly parameters: RedisParameters;
  readonly user: ObservedUser | undefined;
  readonly use: CacheUse;
  readonly facts: ServerFacts;
  /** Commands that harm everybody and that the user may run. */
  readonly permitted: readonly string[];
}

type Check = readonly [what: string, expected: unknown, found: unknown, more?: Pick<Drift, "beyondRepair" | "wanted">];

/** Which password is the delivered one, and how much data there is, are not for a repair to say. */
const beyondRepair = true;

/** Compares what the server shows with what was granted; gives the differences only. */
export function findDrift({ names, parameters, user, use, facts, permitted }: DriftSubject): readonly Drift[] {
  const { memoryBytes, connections } = use;
  const isWithin = memoryBytes <= parameters.memoryMegabytes * 1_000_000;
  const memoryMegabytes = Math.ceil(memoryBytes / 1_000_000);
  const isQuiet = connections <= parameters.connectionLimit;
  const checks: readonly Check[] = [
    ["user exists", true, user !== undefined, { beyondRepair }],
    ...(user === undefined ? [] : userChecks(user, names)),
    ["dangerous commands permitted", "", permitted.join(", ")],
    ["memory within its limit", true, isWithin, { beyondRepair, wanted: { memoryMegabytes } }],
    ["connections within their limit", true, isQuiet, { beyondRepair, wanted: { connectionLimit: connections } }],
    ["server's memory is bounded", true, facts.maxmemoryBytes > 0, { beyondRepair }],
  ];
  return checks
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found, more]) => ({ what, expected, found, ...more }));
}

function userChecks(user: ObservedUser, names: ExternalNames): readonly Check[] {
  return [
    ["key pattern", `~${names.keyPrefix}*`, user.keys],
    ["channel pattern", `&${names.keyPrefix}*`, user.channels],
    ["password needed", true, !user.needsNoPassword, { beyondRepair }],
    ["one password at most", true, user.passwordHashes.length <= 1, { beyondRepair }],
  ];
}
