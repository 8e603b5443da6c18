import { auditText } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { lostClaim } from "#reveal/assert-claimable.ts";
import { findOwnGrant, notFound } from "#reveal/find-own-grant.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/**
 * Takes the recipient's word that it was not them who opened a grant: every access to the resource ends, a new
 * credential is made for them, and security is told. However old the sign-in is; the second time changes nothing.
 *
 * @throws not_found; rate_limited; wrong_state, gone: nobody has opened it
 */
export async function reportNotMe(ctx: RevealContext, caller: Caller, grantId: string): Promise<void> {
  const grant = await findOwnGrant(ctx, caller, { grantId, kind: "claim" });
  const status = await ctx.store.reportNotMe(grant.id, caller, notMeText(caller, grant));
  if (status === "recorded" || status === "ended") return;
  if (status === "not_found") throw notFound();
  if (status === "pending") throw new AppError("wrong_state", "Nobody has opened this: it still waits for you.");
  throw lostClaim(status);
}

function notMeText(caller: Caller, { id, recipient, resource, generation }: OwnGrant): string {
  const event = {
    stream: `resource:${resource.id}`,
    requestId: null,
    actor: { id: recipient.id, name: recipient.name, channel: caller.channel, act: caller.act },
    action: "grant.not_me",
    object: `grant:${id}`,
    message: `${recipient.name} says that somebody else opened the credential of ${resource.name}. Every access ends.`,
    details: { generation, resource: resource.id },
  };
  return auditText(event, new Date());
}
