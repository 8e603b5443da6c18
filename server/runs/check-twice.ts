import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { voidLeaverVotes } from "#server/people/void-leaver-votes.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { blockRequest } from "#server/runs/block-request.ts";
import { isGranted, isIntact } from "#server/runs/is-intact.ts";
import { reEvaluate } from "#server/runs/re-evaluate.ts";
import type { RunServices } from "#server/runs/run-services.ts";

/**
 * Makes both checks before any effect of an approved request, under its lock: integrity, then freshness. Gives the
 * decision to go on with; null when it was tampered with, lost an approval, or is judged stricter today, which is written.
 */
export async function checkTwice(
  tx: Queryable,
  services: RunServices,
  request: LockedRequest,
): Promise<Decision | null> {
  const { ctx } = services;
  if (!isIntact(request)) return tampered(tx, services, request);
  if (await voidLeaverVotes(tx, ctx, request)) return null;
  const decision = decisionSchema.parse(request.decision);
  if (!isGranted(request, decision)) return tampered(tx, services, request);
  return (await reEvaluate(tx, services, { request, decision })) === "proceed" ? decision : null;
}

async function tampered(tx: Queryable, { ctx }: RunServices, request: LockedRequest): Promise<null> {
  await blockRequest(tx, ctx, { request, reason: "tampered" });
  return null;
}
