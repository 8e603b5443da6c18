import type { Access } from "#domain/provisioning/resource-type.ts";
import { quoteAccount, quotePattern } from "./sql-quote.ts";

/**
 * What an owner may do in its database: everything but hand rights on and schedule events, which would go on running as
 * a user that was shut out.
 */
export const ownerRights = [
  "SELECT",
  "INSERT",
  "UPDATE",
  "DELETE",
  "CREATE",
  "DROP",
  "REFERENCES",
  "INDEX",
  "ALTER",
  "CREATE TEMPORARY TABLES",
  "LOCK TABLES",
  "EXECUTE",
  "CREATE VIEW",
  "SHOW VIEW",
  "CREATE ROUTINE",
  "ALTER ROUTINE",
  "TRIGGER",
] as const;

/** Rights of a user in its database. */
function rightsOf(access: Access | undefined): readonly string[] {
  return access === "read-only" ? ["SELECT"] : ownerRights;
}

/** The statement that gives a user its rights. The server refuses it to an admin that would give more than one database. */
export function grantStatement(database: string, username: string, access: Access | undefined): string {
  return `GRANT ${rightsOf(access).join(", ")} ON ${quotePattern(database)}.* TO ${quoteAccount(username)}`;
}

/** One grant, as a set of rights on something. */
export interface Grant {
  readonly rights: readonly string[];
  readonly on: string;
  readonly canGrant: boolean;
}

/** Reads what SHOW GRANTS says, without the line that only says that the user exists. */
export function readGrants(lines: readonly string[]): readonly Grant[] {
  return lines.flatMap((line) => {
    const [, rights, on = line, rest = ""] = /^GRANT (.+?) ON (.+?) TO (.*)$/s.exec(line) ?? [];
    // A role that was granted has no ON.
    if (rights === undefined) return [{ rights: ["ROLE"], on: /^GRANT (\S+)/.exec(line)?.[1] ?? "", canGrant: true }];
    const canGrant = / WITH GRANT OPTION/.test(rest);
    if (rights === "USAGE" && on === "*.*" && !canGrant) return [];
    // What everybody was given on one database is no right of this user's; that it sees the database is found elsewhere.
    if (/^`?PUBLIC\b/.test(rest) && on !== "*.*") return [];
    return [{ rights: rights.split(/, ?(?![^(]*\))/).toSorted(), on, canGrant }];
  });
}

/** Says in one line each what is granted beyond, or short of, the rights of that access; empty: exactly those. */
export function compareGrants(
  grants: readonly Grant[],
  { database, access }: { readonly database: string; readonly access: Access | undefined },
): readonly string[] {
  const expected = rightsOf(access).toSorted();
  // SHOW GRANTS writes the escape twice.
  const own = grants.find(({ on }) => on.replaceAll("\\\\", "\\") === `${quotePattern(database)}.*`);
  const others = grants.filter((grant) => grant !== own);
  const missing = expected.filter((right) => own?.rights.includes(right) !== true);
  const extra = (own?.rights ?? []).filter((right) => !expected.includes(right));
  return [
    ...missing.map((right) => `lacks ${right}`),
    ...extra.map((right) => `has ${right}`),
    ...(own?.canGrant === true ? ["may grant"] : []),
    ...others.map(({ on, rights }) => `has ${rights.join(", ")} on ${on}`),
  ];
}
