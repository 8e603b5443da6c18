import { auditText, systemActor } from "#domain/audit/audit-event.ts";
import type { GrantStore, Unacknowledged } from "#reveal/grant-store.ts";

const atOnce = 100;

/** Drops every ciphertext whose two minutes are over, and marks its reveal `unconfirmed`: nobody said that it arrived. */
export async function endRefetches(store: GrantStore): Promise<void> {
  for (;;) {
    const over = await store.unacknowledged(atOnce);
    for (const reveal of over) await store.endRefetch(reveal.grantId, unconfirmedText(reveal));
    if (over.length < atOnce) return;
  }
}

function unconfirmedText({ grantId, resourceName, recipientName }: Unacknowledged): string {
  const event = {
    stream: "",
    requestId: null,
    actor: systemActor,
    action: "grant.unconfirmed",
    object: `grant:${grantId}`,
    message: `Nothing says that the credential of ${resourceName} arrived at ${recipientName}.`,
  };
  return auditText(event, new Date());
}
