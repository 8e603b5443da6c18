import type { Drift } from "#domain/provisioning/resource-type.ts";
import type { ExternalNames } from "./external-names.ts";
import { hasReaders, type Observation, type ObservedRole } from "./observe.ts";
import type { PostgresParameters } from "./parameters.ts";
import { databaseConnectionLimit } from "./steps/create-database.ts";
import { sessionSettings } from "./steps/create-roles.ts";

/** What drift is looked for in. */
export interface DriftSubject {
  readonly names: ExternalNames;
  readonly parameters: PostgresParameters;
  readonly seen: Observation;
  readonly sizeBytes: number;
  readonly unexpectedMembers: readonly string[];
}

type Check = readonly [what: string, expected: unknown, found: unknown, more?: Pick<Drift, "beyondRepair" | "wanted">];

/** Compares what the catalogue shows with what was granted; gives the differences only. */
export function findDrift(subject: DriftSubject): readonly Drift[] {
  return [...loginChecks(subject), ...databaseChecks(subject)]
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found, more]) => ({ what, expected, found: found ?? null, ...more }));
}

function loginChecks({ names, parameters, seen, unexpectedMembers }: DriftSubject): readonly Check[] {
  const login = seen.roles.find(({ name }) => name === names.loginRole);
  const powerful = seen.roles.filter(({ isPowerful }) => isPowerful).map(({ name }) => name);
  return [
    ["login exists", true, login !== undefined, { beyondRepair: true }],
    ["roles with extra power", "", powerful.join(" ")],
    ["members from outside", "", unexpectedMembers.join(" ")],
    // Revoking takes limits and settings off the login along with its right to log in.
    ...(login?.canLogin === true ? limitChecks(login, names, parameters) : []),
  ];
}

function limitChecks(login: ObservedRole, names: ExternalNames, parameters: PostgresParameters): readonly Check[] {
  const expected = Object.entries(sessionSettings(names, parameters)).map(([name, value]) => `${name}=${value}`);
  return [
    [
      "login connection limit",
      parameters.connectionLimit,
      login.connectionLimit,
      { wanted: { connectionLimit: login.connectionLimit } },
    ],
    ["login settings", expected.sort().join(" "), login.settings.toSorted().join(" ")],
  ];
}

function databaseChecks({ names, parameters, seen, sizeBytes }: DriftSubject): readonly Check[] {
  const { database } = seen;
  const seats = databaseConnectionLimit(parameters.connectionLimit, hasReaders(seen, names));
  return [
    ["database connection limit", seats, database?.connectionLimit],
    ["database allows connections", true, database?.allowsConnections],
    ["database open to everyone", false, database?.isOpenToPublic],
    ["database comment", names.marker, database?.marker],
    [
      "storage within its limit",
      true,
      sizeBytes <= parameters.storageMegabytes * 1_000_000,
      { beyondRepair: true, wanted: { storageMegabytes: Math.ceil(sizeBytes / 1_000_000) } },
    ],
  ];
}
