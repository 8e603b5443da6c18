import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { Broker } from "./api/with-broker.ts";
import type { ExternalNames } from "./external-names.ts";

/**
 * Deletes the virtual host with its queues, messages, policies and permissions, and proves that it is not there.
 *
 * @throws verification_failed when the broker still knows it
 */
export async function deleteVhost(broker: Broker, { vhost }: ExternalNames): Promise<void> {
  await broker.change({ method: "DELETE", path: `/vhosts/${vhost}` });
  if ((await broker.read(`/vhosts/${vhost}?disable_stats=true`, z.unknown())) === null) return;
  throw new AppError("verification_failed", "The broker still knows a virtual host that was deleted.", {
    details: { vhost },
  });
}
