import { refused, type Permission } from "#domain/access/permission.ts";
import { isNamed } from "#domain/break-glass/can-break-glass.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { handlingOfPlace } from "#domain/guardrails/handling-of-place.ts";
import { canOpenAs } from "#domain/resources/can-open-as.ts";
import { canReceive } from "#domain/resources/can-receive.ts";
import { countsAsMember } from "#domain/resources/counts-as-member.ts";
import { actorOfCaller } from "#reveal/actor-of-caller.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/**
 * Tells whether the recipient still belongs to the team and is what the rules demand, both by their token and by the
 * ledger, and the environment agrees.
 *
 * What is demanded follows from this process's own catalog; what was decided for the request can only add to it.
 */
export function mayReceive(ctx: RevealContext, caller: Caller, grant: OwnGrant): Permission {
  const { environment, classification, resource, request } = grant;
  const { team } = resource;
  const place = handlingOfPlace(ctx.catalog, { team, environment, classification, template: request.templateId });
  const attributesBy = (groups: Caller["groups"]) => actorOfCaller(ctx, { ...caller, groups }).attributes;
  const asPerson = canOpenAs([...place.attributes, ...(request.handling?.attributes ?? [])], {
    byToken: attributesBy(caller.groups),
    byLedger: attributesBy(grant.recipient.groups),
  });
  if (!asPerson.allowed) return asPerson;
  if (grant.emergencyUntil !== null && !isNamedForEmergencies(ctx, caller, grant)) {
    return refused("You are not named for emergency access any more.");
  }
  // Emergency access is to what another team holds: of the team nothing is asked.
  const teamsBy = (groups: Caller["groups"]) =>
    grant.emergencyUntil !== null || countsAsMember(actorOfCaller(ctx, { ...caller, groups }), team) ? [team] : [];
  const receiving = { team, environment, classification };
  return canReceive(ctx.catalog, receiving, {
    byToken: teamsBy(caller.groups),
    byLedger: teamsBy(grant.recipient.groups),
  });
}

/** By this process's own catalog, with the address of the token and of the ledger. */
function isNamedForEmergencies({ catalog }: RevealContext, { kind, email }: Caller, { recipient }: OwnGrant): boolean {
  return isNamed({ kind, email }, catalog) && isNamed({ kind: "user", email: recipient.email }, catalog);
}

/** @throws forbidden with the reason; uses nothing up */
export function assertMayReceive(ctx: RevealContext, caller: Caller, grant: OwnGrant): void {
  const permission = mayReceive(ctx, caller, grant);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
}
