import type { Actor } from "#domain/access/actor.ts";
import type { RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { Recipient } from "#server/requests/find-recipient.ts";

/**
 * Reduces an actor to what guardrails may know; the channel is left out, so that it cannot matter.
 *
 * @param recipient the person that a service account asks for, with their teams as they are now
 */
export function requesterFacts(
  actor: Actor,
  recipient: Pick<Recipient, "id" | "teams" | "attributes"> | null,
): RequesterFacts {
  return {
    principalId: actor.principalId,
    kind: actor.kind,
    teams: actor.memberships.map((membership) => membership.team),
    platformRoles: actor.platformRoles,
    attributes: actor.attributes,
    onBehalfOf: recipient && { principalId: recipient.id, teams: recipient.teams, attributes: recipient.attributes },
  };
}
