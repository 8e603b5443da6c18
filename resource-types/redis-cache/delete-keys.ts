import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { RedisContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { scanKeys } from "./scan-keys.ts";

/**
 * Deletes every key of the resource, in batches that an abort or a lost fence stops, and looks again that none is left.
 *
 * Comes after its users are blocked, so that none comes into being meanwhile.
 * @returns how many keys were deleted
 * @throws verification_failed when a key is still there
 */
export async function deleteKeys(ctx: RedisContext, session: AdminSession, names: ExternalNames): Promise<number> {
  let deleted = 0;
  for await (const keys of scanKeys(session, names)) {
    if (keys.length === 0) continue;
    await ctx.assertFence();
    deleted += Number(await session.call("UNLINK", ...keys));
  }
  for await (const keys of scanKeys(session, names)) {
    if (keys.length === 0) continue;
    throw new AppError("verification_failed", "The cache server still has keys of a cache that was destroyed.");
  }
  return deleted;
}
