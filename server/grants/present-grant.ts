import { grantSchema, type DrainingView, type GrantView } from "#domain/contracts/grant.ts";
import type { GrantRecord } from "#server/requests/request-record.ts";
import type { Settings } from "#server/settings.ts";

/** Shows a grant's metadata; its id opens nothing without the recipient's sign-in and browser key. */
export function presentGrant(record: GrantRecord, settings: Settings): GrantView {
  return {
    id: record.id,
    url: `${settings.LATCHKEY_REVEAL_URL}/g/${record.id}`,
    state: grantSchema.shape.state.parse(record.state),
    recipient: { subject: record.recipientSubject, email: record.recipient.email },
    resourceId: record.resourceId,
    generation: record.generation,
    expiresAt: record.expiresAt.toISOString(),
    revealedAt: record.revealedAt?.toISOString() ?? null,
    endedAt: record.endedAt?.toISOString() ?? null,
    access: grantSchema.shape.access.parse(record.access),
    draining: presentDraining(record),
    changedElsewhereAt: record.endedAt === null ? (record.changedAt?.toISOString() ?? null) : null,
    emergencyUntil: record.emergency?.until?.toISOString() ?? null,
  };
}

function presentDraining(record: GrantRecord): DrainingView | null {
  if (record.drainUntil === null || record.endedAt !== null) return null;
  return {
    until: record.drainUntil.toISOString(),
    watched: record.lookAt !== null,
    connections: record.connections,
    from: record.connectedFrom,
    lastActiveAt: record.lastActiveAt?.toISOString() ?? null,
    lookedAt: record.lookedAt?.toISOString() ?? null,
  };
}
