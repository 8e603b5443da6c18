import type { Decision } from "#domain/contracts/decision.ts";
import { requestDigest } from "#domain/requests/request-digest.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** Computes the digest of a locked row with a decision, from exactly the fields that a submit digested. */
export function digestRow(row: LockedRequest, decision: Decision): string {
  const { id, revision, name, team, environment, classification, purpose, lifetimeHours, parameters, delivery } = row;
  const { requesterId, onBehalfOfId, templateVersionId: templateVersion } = row;
  const stated = { id, revision, templateVersion, name, team, environment, classification, purpose, lifetimeHours };
  return requestDigest({ ...stated, parameters, delivery, requesterId, onBehalfOfId }, decision);
}
