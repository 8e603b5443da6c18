import type { BackendContext, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { withAdminSession } from "./admin/with-admin-session.ts";
import { mapRedisError } from "./map-redis-error.ts";
import { readMarker } from "./observe.ts";

/**
 * Lists the users whose rules hold our marker; keys bear none, and belong to whose users they are named after.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function listOwned(ctx: BackendContext): Promise<readonly OwnedObject[]> {
  return withAdminSession(ctx, async (session) => {
    const names = (await session.call("ACL", "USERS")) as readonly string[];
    const answers = await session.callAll(names.map((name) => ["ACL", "GETUSER", name]));
    return answers.flatMap((answer, index) => {
      if (answer instanceof Error) throw mapRedisError(answer, ctx.signal);
      const marker = answer === null ? null : readMarker(answer);
      const resourceId = /^latchkey:([A-Za-z0-9_-]{1,64})$/.exec(marker ?? "")?.[1];
      const name = names[index] ?? "";
      return resourceId === undefined ? [] : [{ kind: "user", name, resourceId, ...identityOf(name) }];
    });
  });
}

/** The place is not in the names, and they are not derived from it. */
function identityOf(username: string): Pick<OwnedObject, "identity"> {
  const [, name, digits] = /^([a-z][a-z0-9-]{2,24})-[a-z2-7]{8}-g([1-9]\d{0,4})$/.exec(username) ?? [];
  if (name === undefined) return {};
  return { identity: { name, team: "", environment: "", generation: Number(digits) } };
}
