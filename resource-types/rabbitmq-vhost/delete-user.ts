import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { Broker } from "./api/with-broker.ts";
import { endConnections, listConnections } from "./end-connections.ts";

/**
 * Deletes a user, which ends its connections too, and proves that neither is there; absence counts as deleted.
 *
 * @throws verification_failed when the broker still knows one of them
 */
export async function deleteUser(broker: Broker, username: string, signal: AbortSignal): Promise<void> {
  await broker.change({ method: "DELETE", path: `/users/${username}` });
  await assertGone(broker, username, signal);
}

/** A connection that had logged in before, and entered its virtual host only while a probe was let in, shows up here. */
export async function assertGone(broker: Broker, username: string, signal: AbortSignal): Promise<void> {
  if ((await listConnections(broker, username)).length > 0) await endConnections(broker, username, signal);
  if ((await broker.read(`/users/${username}`, z.unknown())) === null) return;
  throw new AppError("verification_failed", "The broker still knows a user that was deleted.", {
    details: { username },
  });
}
