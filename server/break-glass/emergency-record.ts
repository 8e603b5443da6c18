import type { Actor } from "#domain/access/actor.ts";
import { canEndEmergency, canReviewEmergency } from "#domain/break-glass/can-tend-emergency.ts";
import { emergencySchema, type EmergencyView } from "#domain/contracts/break-glass.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Prisma } from "#prisma/generated/client.ts";

const person = { select: { id: true, name: true, email: true } } as const;

/** The columns of a use of emergency access that leave the server. */
export const emergencySelect = {
  id: true,
  state: true,
  reason: true,
  incident: true,
  ttlMinutes: true,
  persons: true,
  createdAt: true,
  confirmBy: true,
  activatedAt: true,
  until: true,
  endedAt: true,
  reviewers: true,
  reviewDueAt: true,
  reviewedAt: true,
  verdict: true,
  comment: true,
  principal: person,
  second: person,
  reviewer: person,
  resource: {
    select: {
      id: true,
      name: true,
      team: true,
      environment: true,
      classification: true,
      ownerId: true,
      request: { select: { requesterId: true, onBehalfOfId: true } },
    },
  },
} as const satisfies Prisma.EmergencySelect;

export type EmergencyRecord = Prisma.EmergencyGetPayload<{ select: typeof emergencySelect }>;

/** Shows one to an actor, with what they can do with it; whether they may confirm it is for the caller to say. */
export function presentEmergency(
  record: EmergencyRecord,
  { actor, catalog, confirm }: { readonly actor: Actor; readonly catalog: Catalog; readonly confirm: boolean },
): EmergencyView {
  const { id, name, team, environment, classification } = record.resource;
  const state = emergencySchema.shape.state.parse(record.state);
  const tended = { ...partiesOf(record), state, isReviewed: record.reviewedAt !== null };
  return {
    id: record.id,
    state,
    resource: { id, name, team, environment, classification },
    by: record.principal,
    reason: record.reason,
    incident: record.incident,
    ttlMinutes: record.ttlMinutes,
    persons: record.persons,
    askedAt: record.createdAt.toISOString(),
    confirmBy: record.confirmBy?.toISOString() ?? null,
    second: record.second,
    activatedAt: record.activatedAt?.toISOString() ?? null,
    until: record.until?.toISOString() ?? null,
    endedAt: record.endedAt?.toISOString() ?? null,
    review: reviewOf(record),
    can: {
      confirm,
      end: canEndEmergency(actor, { ...tended, catalog }).allowed,
      review: canReviewEmergency(actor, tended).allowed,
    },
  };
}

function reviewOf({ reviewDueAt, reviewedAt, reviewer, verdict, comment }: EmergencyRecord): EmergencyView["review"] {
  if (reviewDueAt === null) return null;
  const said = emergencySchema.shape.review.unwrap().shape.verdict.parse(verdict);
  return {
    dueAt: reviewDueAt.toISOString(),
    overdue: reviewedAt === null && reviewDueAt.getTime() < Date.now(),
    by: reviewer,
    at: reviewedAt?.toISOString() ?? null,
    verdict: said,
    comment,
  };
}

function partiesOf({ principal, second, reviewers, resource }: EmergencyRecord) {
  const { requesterId, onBehalfOfId } = resource.request;
  return {
    by: { principalId: principal.id, email: principal.email },
    second: second && { principalId: second.id, email: second.email },
    ownerId: resource.ownerId ?? onBehalfOfId ?? requesterId,
    reviewers,
  };
}
