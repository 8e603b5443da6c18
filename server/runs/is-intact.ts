import { decisionSchema } from "#domain/contracts/decision.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { digestRow } from "#server/runs/digest-row.ts";

/** Recomputes the digest from the rows: the request, its decision and every vote must carry the same one. */
export function isIntact(request: LockedRequest): boolean {
  const decision = decisionSchema.safeParse(request.decision);
  if (!decision.success) return false;
  const digest = digestRow(request, decision.data);
  return digest === request.digest && request.votes.every((vote) => vote.digest === digest);
}
