import { AppError } from "#domain/errors/app-error.ts";
import type { Receipt } from "#domain/provisioning/resource-type.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import { withResourceLock } from "./admin/with-resource-lock.ts";
import { prepareCall, type MariadbContext } from "./call.ts";
import { dropUsers } from "./drop-things.ts";
import type { ExternalNames } from "./external-names.ts";
import { findOwnUser, observe } from "./observe.ts";
import { unregister } from "./registry.ts";

/**
 * Drops the user of this generation, which lets nobody in any more. Absence is success.
 *
 * A user in whose name a view, trigger or routine runs stays, locked as it is: MariaDB gives such a thing no other owner,
 * and it would break.
 * @throws verification_failed for a user that could still get in
 */
export async function forget(ctx: MariadbContext): Promise<Receipt> {
  const { names } = prepareCall(ctx);
  return withResourceLock(ctx, async (session) => {
    const user = findOwnUser(await observe(ctx, session, names), names.username);
    if (user === undefined) return { dropped: [] };
    if (!user.isLocked) throw new AppError("verification_failed", "A user that was not ended is not forgotten.");
    const made = await findMade(session, names);
    if (made.length > 0) return { dropped: [], keptFor: made };
    await dropUsers(ctx, session, [names.username]);
    await unregister(ctx, session, [{ kind: "user", name: names.username }]);
    return { dropped: [names.username] };
  });
}

/** What runs in the user's name; ten at most. */
async function findMade(session: AdminSession, { database, username }: ExternalNames): Promise<readonly string[]> {
  const account = `${username}@%`;
  const found = await session.rows<{ name: string }>(
    `SELECT TABLE_NAME AS name FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ? AND DEFINER = ?
     UNION ALL SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ? AND DEFINER = ?
     UNION ALL SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ? AND DEFINER = ?
     LIMIT 10`,
    [database, account, database, account, database, account],
  );
  return found.map(({ name }) => name);
}
