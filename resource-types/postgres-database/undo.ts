import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type PostgresContext } from "./call.ts";
import { dropDatabase } from "./drop-database.ts";
import { dropRoles } from "./drop-roles.ts";
import { findOwnRole, isOwnDatabase, observe } from "./observe.ts";

/** Drops the database that `create-database` made; what is not ours stays, and absence is success. */
export async function undoCreateDatabase(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    const dropped = await dropDatabase(ctx, session, { seen, names });
    return { database: names.database, dropped, foreign: seen.database !== null && !dropped };
  });
}

/**
 * Drops the roles that `create-roles` made for this generation; what is not ours stays, and absence is success.
 *
 * Holder and owner stay as long as another generation or the database needs them.
 */
export async function undoCreateRoles(ctx: PostgresContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(session, names);
    const { holderRole, ownerRole, readerRole, loginRole } = names;
    const others = seen.roles.some(({ name }) => ![holderRole, ownerRole, readerRole, loginRole].includes(name));
    const wanted = isOwnDatabase(seen, names) || others ? [loginRole] : [loginRole, readerRole, ownerRole, holderRole];
    const dropped = wanted.filter((role) => findOwnRole(seen, names, role) !== undefined);
    await dropRoles(ctx, session, dropped);
    return { dropped };
  });
}
