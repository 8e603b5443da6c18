import { createHash } from "node:crypto";
import { withBroker } from "./api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "./call.ts";
import { observeUser } from "./observe.ts";

/**
 * SHA-256 (base64url) over the salted hash that the broker keeps of this generation's password, of an empty text where the
 * user has none; null where the user is gone.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function fingerprint(ctx: RabbitmqContext): Promise<string | null> {
  const { names } = prepareCall(ctx);
  const user = await withBroker(ctx, (broker) => observeUser(broker, names));
  if (user === null) return null;
  return createHash("sha256")
    .update(user.passwordHash ?? "")
    .digest("base64url");
}
