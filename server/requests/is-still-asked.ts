import type { Actor } from "#domain/access/actor.ts";
import { approverClaims } from "#domain/approvals/approver-groups.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";
import type { RequestRecord } from "#server/requests/request-record.ts";

/**
 * Tells whether somebody who was asked to decide on a request may still read it: they hold a group of its plan to this
 * day, or may know of it without being asked. Whoever left the groups knows of it no more.
 */
export function isStillAsked(
  catalog: Catalog,
  actor: Actor,
  { team, requesterId, onBehalfOfId, decision }: RequestRecord,
): boolean {
  if (actor.platformRoles.length > 0 || actor.memberships.some((membership) => membership.team === team)) return true;
  if ([requesterId, onBehalfOfId].includes(actor.principalId)) return true;
  const plan = decisionSchema.parse(decision).effective.approvalPlan;
  const groups = plan.flatMap((stage) => [...stage.groups, ...(stage.escalateTo ?? [])]);
  return groups.some((group) => approverClaims(group, team, catalog).some((claim) => actor.groups.includes(claim)));
}
