import type { Drift } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { MariadbContext, PreparedCall } from "./call.ts";
import { findOwnUser, type Observation, type ObservedUser } from "./observe.ts";
import { compareGrants, readGrants } from "./rights.ts";
import { quoteAccount, quotePattern } from "./sql-quote.ts";

/** What drift is looked for in. */
export interface DriftSubject {
  readonly call: PreparedCall;
  readonly seen: Observation;
  readonly sizeBytes: number;
}

type Check = readonly [what: string, expected: unknown, found: unknown, more?: Pick<Drift, "beyondRepair" | "wanted">];

const forPeople = { beyondRepair: true } as const;

/** Compares what the catalogue shows with what was granted; gives the differences only. */
export async function findDrift(
  ctx: MariadbContext,
  session: AdminSession,
  { call, seen, sizeBytes }: DriftSubject,
): Promise<readonly Drift[]> {
  const { names } = call;
  const user = findOwnUser(seen, names.username);
  const checks: readonly Check[] = [
    ["database exists", true, seen.database !== null, forPeople],
    ["user exists", true, user !== undefined, forPeople],
    ...(user === undefined ? [] : userChecks(user, ctx, call)),
    ...(user === undefined ? [] : [["rights of the user", "", await describeRights(ctx, session, call)] as const]),
    ["users from outside with rights here", "", await findOutsiders(session, call), forPeople],
    [
      "storage within its limit",
      true,
      sizeBytes <= ctx.parameters.storageMegabytes * 1_000_000,
      { ...forPeople, wanted: { storageMegabytes: Math.ceil(sizeBytes / 1_000_000) } },
    ],
  ];
  return checks
    .filter(([, expected, found]) => expected !== found)
    .map(([what, expected, found, more]) => ({ what, expected, found, ...more }));
}

function userChecks(user: ObservedUser, { parameters }: MariadbContext, { settings }: PreparedCall): readonly Check[] {
  const { authentication } = settings;
  const plugin = authentication === "auto" && user.plugin === "mysql_native_password" ? user.plugin : "ed25519";
  return [
    [
      "connection limit",
      parameters.connectionLimit,
      user.connectionLimit,
      { wanted: { connectionLimit: user.connectionLimit } },
    ],
    [
      "statement timeout (s)",
      parameters.statementTimeoutSeconds,
      user.statementTimeoutSeconds,
      { wanted: { statementTimeoutSeconds: user.statementTimeoutSeconds } },
    ],
    ["TLS demanded", settings.tls !== "disable", user.needsTls],
    ["way to prove the password", authentication === "auto" ? plugin : authentication, user.plugin],
  ];
}

async function describeRights(ctx: MariadbContext, session: AdminSession, { names }: PreparedCall): Promise<string> {
  const lines = await session.rows<Record<string, string>>(`SHOW GRANTS FOR ${quoteAccount(names.username)}`);
  const grants = readGrants(lines.flatMap((line) => Object.values(line)));
  return compareGrants(grants, { database: names.database, access: ctx.resource.access }).join("; ");
}

/** Who else was given this database by name; an admin's grant by a pattern is no drift. */
async function findOutsiders(session: AdminSession, { names }: PreparedCall): Promise<string> {
  const { database, usernamePrefix } = names;
  const pattern = quotePattern(database).replaceAll("`", "");
  const sources = [
    ["mysql.db", "Db IN (?)"],
    ["mysql.tables_priv", "Db IN (?)"],
    ["mysql.columns_priv", "Db IN (?)"],
    ["mysql.procs_priv", "Db IN (?)"],
  ] as const;
  const found = await session.rows<{ account: string }>(
    sources
      .map(
        ([table, where]) =>
          `SELECT DISTINCT CONCAT(User, '@', Host) AS account FROM ${table}
            WHERE ${where} AND LEFT(User, CHAR_LENGTH(?)) <> ?`,
      )
      .join(" UNION "),
    sources.flatMap(() => [[database, pattern], usernamePrefix, usernamePrefix]),
  );
  return found
    .map(({ account }) => account)
    .toSorted()
    .join(" ");
}
