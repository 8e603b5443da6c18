import type { Receipt } from "#domain/provisioning/resource-type.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type MariadbContext } from "./call.ts";
import { dropDatabase, dropUsers } from "./drop-things.ts";
import { endSessions } from "./end-sessions.ts";
import { findOwnUser, observe } from "./observe.ts";
import { unregister } from "./registry.ts";

/**
 * Drops the database that `create-database` made; what is not ours stays, and absence is success.
 *
 * It also stays as long as a user of another generation is there, whose data it holds.
 */
export async function undoCreateDatabase(ctx: MariadbContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    const isNeeded = seen.users.some(({ name, isOwn }) => isOwn && name !== names.username);
    const isDropped = seen.database?.isOwn === true && !isNeeded;
    if (isDropped) await dropDatabase(ctx, session, names);
    const entries = isNeeded ? [] : seen.registered.filter(({ kind }) => kind === "database");
    await unregister(ctx, session, entries);
    return { database: names.database, dropped: isDropped, foreign: seen.database?.isOwn === false };
  });
}

/**
 * Drops the user that `create-user` made for this generation; what is not ours stays, and absence is success.
 */
export async function undoCreateUser(ctx: MariadbContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const seen = await observe(ctx, session, names);
    const dropped = findOwnUser(seen, names.username) === undefined ? [] : [names.username];
    await dropUsers(ctx, session, dropped);
    if (dropped.length > 0) await endSessions(session, dropped);
    const entries = seen.registered.filter(({ kind, name }) => kind === "user" && name === names.username);
    await unregister(ctx, session, entries);
    return { dropped, foreign: seen.users.some(({ isOwn }) => !isOwn) };
  });
}
