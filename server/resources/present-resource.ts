import { grantSchema } from "#domain/contracts/grant.ts";
import { resourceSchema, type ResourceView } from "#domain/contracts/resource.ts";
import { rotationStanding } from "#domain/credentials/rotation-standing.ts";
import { presentGrant } from "#server/grants/present-grant.ts";
import { presentUsage } from "#server/reconcile/present-usage.ts";
import type { ResourceRecord } from "#server/resources/resource-record.ts";
import type { Settings } from "#server/settings.ts";

/** Shows a stored resource as every channel sees it; its owner is the person it was made for. */
export function presentResource(record: ResourceRecord, settings: Settings): ResourceView {
  return {
    id: record.id,
    requestId: record.requestId,
    type: record.type,
    template: { id: record.request.templateId, version: record.request.templateVersionId },
    name: record.name,
    team: record.team,
    environment: record.environment,
    classification: record.classification,
    state: resourceSchema.shape.state.parse(record.state),
    blockedReason: record.blockedReason,
    closedUnproven: presentClosure(record),
    backend: record.backend,
    facts: resourceSchema.shape.facts.parse(record.facts),
    owner: record.takenOverBy ?? record.request.onBehalfOf ?? record.request.requester,
    ownerLeft: record.ownerLeftAt && {
      at: record.ownerLeftAt.toISOString(),
      takeOverUntil: record.takeOverUntil?.toISOString() ?? null,
    },
    createdAt: record.createdAt.toISOString(),
    readyAt: record.readyAt?.toISOString() ?? null,
    firstClaimAt: record.firstClaimAt?.toISOString() ?? null,
    extensions: record.extensions,
    frozenAt: record.frozenAt?.toISOString() ?? null,
    pendingRequests: resourceSchema.shape.pendingRequests.parse(record.requestsAbout),
    expiresAt: record.expiresAt?.toISOString() ?? null,
    destroyedAt: record.destroyedAt?.toISOString() ?? null,
    reissue: resourceSchema.shape.reissue.parse(record.reissue),
    accesses: resourceSchema.shape.accesses.parse(record.accesses),
    ...presentRotation(record),
    restoreUntil: record.restoreUntil?.toISOString() ?? null,
    usage: presentUsage(record.state, record),
    grants: record.grants.map((grant) => presentGrant(grant, settings)),
  };
}

function presentClosure({ closures: [closure] }: ResourceRecord): ResourceView["closedUnproven"] {
  if (closure === undefined || closure.appliedAt === null) return null;
  const { appliedAt, what, reason, confirmReason, proposedBy, confirmedBy } = closure;
  return {
    at: appliedAt.toISOString(),
    what,
    by: [proposedBy.name, confirmedBy?.name ?? ""],
    reasons: [reason, confirmReason ?? ""],
  };
}

function presentRotation({ state, grants }: ResourceRecord) {
  if (state !== "active") return { rotationDueAt: null, rotationAt: null, rotationOverdue: false };
  const states = grants.map((grant) => ({ ...grant, state: grantSchema.shape.state.parse(grant.state) }));
  const { dueAt, nextAt, isOverdue } = rotationStanding(states, new Date());
  return {
    rotationDueAt: dueAt?.toISOString() ?? null,
    rotationAt: nextAt?.toISOString() ?? null,
    rotationOverdue: isOverdue,
  };
}
