import type { ServerFacts } from "./admin/server-facts.ts";
import type { ExternalNames } from "./external-names.ts";
import type { Usage } from "./measure-usage.ts";
import type { ObservedUser } from "./observe.ts";
import type { RedisParameters } from "./parameters.ts";

/** One difference between what was granted and what is there. */
export interface Drift {
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** What drift is looked for in. */
export interface DriftSubject {
  readonly names: ExternalNames;
  readonly parameters: RedisParameters;
  readonly user: ObservedUser | undefined;
  readonly usage: Usage;
  readonly facts: ServerFacts;
  /** Commands that harm everybody and that the user may run. */
  readonly permitted: readonly string[];
}

type Check = readonly [what: string, expected: unknown, found: unknown];

/** Compares what the server shows with what was granted; gives the differences only. */
export function findDrift({ names, parameters, user, usage, facts, permitted }: DriftSubject): readonly Drift[] {
  const checks: readonly Check[] = [
    ["user exists", true, user !== undefined],
    ...(user === undefined ? [] : userChecks(user, names)),
    ["dangerous commands permitted", "", permitted.join(", ")],
    ["memory within its limit", true, usage.memoryBytes <= parameters.memoryMegabytes * 1_000_000],
    ["connections within their limit", true, usage.connections <= parameters.connectionLimit],
    ["server's memory is bounded", true, facts.maxmemoryBytes > 0],
  ];
  return checks
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found]) => ({ what, expected, found }));
}

function userChecks(user: ObservedUser, names: ExternalNames): readonly Check[] {
  return [
    ["key pattern", `~${names.keyPrefix}*`, user.keys],
    ["channel pattern", `&${names.keyPrefix}*`, user.channels],
    ["password needed", true, !user.needsNoPassword],
    ["one password at most", true, user.passwordHashes.length <= 1],
  ];
}
