import type { Permission } from "#domain/access/permission.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { canReceive } from "#domain/resources/can-receive.ts";
import { countsAsMember } from "#domain/resources/counts-as-member.ts";
import { actorOfCaller } from "#reveal/actor-of-caller.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/** Tells whether the recipient still belongs to the team, by their token and by the ledger, and the environment agrees. */
export function mayReceive(ctx: RevealContext, caller: Caller, grant: OwnGrant): Permission {
  const { environment, classification, resource } = grant;
  const { team } = resource;
  const teamsBy = (groups: Caller["groups"]) =>
    countsAsMember(actorOfCaller(ctx, { ...caller, groups }), team) ? [team] : [];
  const receiving = { team, environment, classification };
  return canReceive(ctx.catalog, receiving, {
    byToken: teamsBy(caller.groups),
    byLedger: teamsBy(grant.recipient.groups),
  });
}

/** @throws forbidden with the reason; uses nothing up */
export function assertMayReceive(ctx: RevealContext, caller: Caller, grant: OwnGrant): void {
  const permission = mayReceive(ctx, caller, grant);
  if (!permission.allowed) throw new AppError("forbidden", permission.reason);
}
