import type { Decision } from "#domain/contracts/decision.ts";
import { requestDigest } from "#domain/requests/request-digest.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** Computes the digest of a locked row with a decision, from exactly the fields that a submit digested. */
export function digestRow(row: LockedRequest, decision: Decision): string {
  const { id, revision, name, team, environment, classification, purpose, lifetimeHours, parameters, delivery } = row;
  const { requesterId, onBehalfOfId, templateVersionId: templateVersion } = row;
  const stated = { id, revision, templateVersion, name, team, environment, classification, purpose, lifetimeHours };
  const { kind, aboutResourceId, channel } = row;
  // One of the two alone is no request that anybody filed: it has a digest that no filed one has.
  const isNew = kind === "provision" && aboutResourceId === null;
  const about = { kind, resourceId: aboutResourceId ?? "", unasked: channel === "system" };
  return requestDigest(
    { ...stated, parameters, delivery, requesterId, onBehalfOfId, ...(!isNew && { about }) },
    decision,
  );
}
