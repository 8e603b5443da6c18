import { createHash } from "node:crypto";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { prepareCall, type RedisContext } from "./call.ts";
import { findOwnUser, observe } from "./observe.ts";

/**
 * SHA-256 over the password hashes that the server keeps of this generation's user; null where the user is gone.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function fingerprint(ctx: RedisContext): Promise<string | null> {
  const { names } = prepareCall(ctx);
  return withAdminSession(ctx, async (session) => {
    const user = findOwnUser(await observe(session, names, ctx.signal), names.username);
    if (user === undefined) return null;
    const kept = [user.needsNoPassword ? "any password" : "passwords", ...user.passwordHashes.toSorted()];
    return createHash("sha256").update(kept.join("\n")).digest("base64url");
  });
}
