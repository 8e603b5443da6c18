import { AppError } from "#domain/errors/app-error.ts";
import type { AdminSession } from "./admin/with-admin-session.ts";
import type { RedisContext } from "./call.ts";
import { mapRedisError, replyCode } from "./map-redis-error.ts";
import { readBackendSettings } from "./backend-settings.ts";

/** Where the server keeps its users beyond a restart. */
export type Persistence = "ACL SAVE" | "CONFIG REWRITE" | "none";

/**
 * Has the server write its users to disk: to its ACL file, or where it has none, to its configuration file.
 *
 * Comes after every change of a user, a deletion too: otherwise a restart would bring back what was ended.
 * @throws backend_refused when the server has neither file, unless the back end accepts that
 */
export async function persistUsers(ctx: RedisContext, session: AdminSession): Promise<Persistence> {
  for (const command of [["ACL", "SAVE"] as const, ["CONFIG", "REWRITE"] as const]) {
    const [answer] = await session.callAll([command]);
    if (!(answer instanceof Error)) return command.join(" ") as Persistence;
    if (!hasNoFile(answer)) throw mapRedisError(answer, ctx.signal);
  }
  if (readBackendSettings(ctx.backend).persistence === "none") return "none";
  throw new AppError(
    "backend_refused",
    "The cache server keeps its users in memory only. Start it with an ACL file (aclfile) or a configuration file.",
  );
}

function hasNoFile(answer: Error): boolean {
  return replyCode(answer) === "ERR" && /not configured to use an ACL file|without a config file/.test(answer.message);
}
