import type { PlatformRole } from "#domain/access/actor.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { findPlatform } from "#server/health/find-platform.ts";
import type { RoleSources } from "#server/identity/actor-from-principal.ts";
import { notify, type NotificationTemplate } from "#server/notifications/notify.ts";

interface Told {
  readonly template: NotificationTemplate;
  /** One message for ever per template, key and person. */
  readonly key: string;
  /** Names and ids only. */
  readonly payload: Readonly<Record<string, string>>;
  /** Who is told; the platform team unless given. */
  readonly roles?: readonly PlatformRole[];
}

/** Tells everybody of the platform team, once per episode. */
export async function tellPlatform(
  tx: Queryable,
  sources: RoleSources,
  { template, key, payload, roles = ["platform"] }: Told,
): Promise<void> {
  for (const recipientId of await findPlatform(tx, sources, roles)) {
    await notify(tx, { dedupeKey: `${template}:${key}:${recipientId}`, recipientId, template, payload });
  }
}
