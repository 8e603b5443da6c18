import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "../admin/session.ts";
import { withResourceLock } from "../admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext } from "../call.ts";
import type { ExternalNames } from "../external-names.ts";
import { assertOnlyOwn, findOwnRole, observe } from "../observe.ts";
import type { PostgresParameters } from "../parameters.ts";
import { quoteIdentifier, quoteLiteral } from "../sql-quote.ts";

const powerless = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS";

/**
 * Creates the holder, the owner and this generation's login, each with its marker, in one transaction; for who may only
 * read, the reader and the login.
 *
 * The login cannot log in yet: it gets that right together with its first verifier.
 * @throws backend_conflict when one of the names exists without our marker
 */
export async function createRoles(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    assertOnlyOwn(seen, names);
    const { holderRole, ownerRole, readerRole, loginRole } = names;
    const wanted = names.access === "read-only" ? [readerRole, loginRole] : [holderRole, ownerRole, loginRole];
    const missing = wanted.filter((role) => findOwnRole(seen, names, role) === undefined);
    if (missing.length > 0) {
      await ctx.assertFence();
      await session.run(
        missing.flatMap((role) => roleStatements(role, { names, session, parameters: ctx.parameters })),
      );
      await ctx.failpoint("postgres.after-create-roles");
    }
    return { owner: names.ownerRole, username: names.loginRole, holder: names.holderRole, created: missing };
  });
}

interface RoleContext {
  readonly names: ExternalNames;
  readonly parameters: PostgresParameters;
  readonly session: AdminSession;
}

function roleStatements(role: string, { names, parameters, session }: RoleContext): string[] {
  const isLogin = role === names.loginRole;
  const id = quoteIdentifier(role);
  return [
    isLogin
      ? `CREATE ROLE ${id} NOLOGIN ${powerless} CONNECTION LIMIT ${parameters.connectionLimit}` +
        ` IN ROLE ${quoteIdentifier(names.access === "read-only" ? names.readerRole : names.ownerRole)}`
      : `CREATE ROLE ${id} NOLOGIN ${powerless}`,
    `COMMENT ON ROLE ${id} IS ${quoteLiteral(names.marker)}`,
    ...membershipStatements(role, session),
    ...(isLogin ? loginSettings(names, parameters) : []),
  ];
}

/**
 * Lets an admin that is no superuser act as `role`: it must, to make databases owned by it and to end its sessions.
 *
 * PostgreSQL 16 and newer give a creator only the right to grant itself that membership.
 */
export function membershipStatements(role: string, session: AdminSession): string[] {
  if (session.facts.isSuperuser) return [];
  const options = session.facts.serverVersion >= 160_000 ? " WITH INHERIT TRUE, SET TRUE" : "";
  return [`GRANT ${quoteIdentifier(role)} TO CURRENT_USER${options}`];
}

/** Sessions start as the owner, so that objects belong to it and a later generation finds them its own. */
export function loginSettings(names: ExternalNames, parameters: PostgresParameters): string[] {
  return Object.entries(sessionSettings(names, parameters)).map(
    ([name, value]) => `ALTER ROLE ${quoteIdentifier(names.loginRole)} SET ${name} = ${quoteLiteral(value)}`,
  );
}

/**
 * What a session of the login starts with, by PostgreSQL's setting names; timeouts in milliseconds. Who may only read can
 * switch the read-only mode off, and has no right to write then either.
 */
export function sessionSettings(
  names: ExternalNames,
  parameters: PostgresParameters,
): Readonly<Record<string, string>> {
  return {
    ...(names.access === "read-only" ? { default_transaction_read_only: "on" } : { role: names.ownerRole }),
    statement_timeout: String(parameters.statementTimeoutSeconds * 1000),
    idle_in_transaction_session_timeout: String(parameters.idleInTransactionTimeoutSeconds * 1000),
    idle_session_timeout: String(parameters.idleSessionTimeoutSeconds * 1000),
  };
}
