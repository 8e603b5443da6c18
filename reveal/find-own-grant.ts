import { auditText } from "#domain/audit/audit-event.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { actorOfCaller } from "#reveal/actor-of-caller.ts";
import type { OwnGrant } from "#reveal/grant-record.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

const refusalsMax = { claim: 6, page: 30 } as const;
const refusalWindowSeconds = 600;

/**
 * Gives a grant to its recipient. Anybody else gets what a missing grant gets, is counted, and after the answer the
 * resource's history says so; who may see the request is told the recipient's name.
 *
 * @throws not_found; rate_limited after 6 claims or 30 page loads of grants that are not the caller's in ten minutes
 */
export async function findOwnGrant(
  ctx: RevealContext,
  caller: Caller,
  open: { readonly grantId: string; readonly kind: "claim" | "page" },
): Promise<OwnGrant> {
  const found = await ctx.store.find(open.grantId, caller, whatCallerSees(ctx, caller));
  if (found?.access === "recipient") return found;
  await refuse(ctx, caller, open);
  if (found === null) throw notFound();
  throw new AppError("not_found", `This is for ${found.recipient.name}. Only they can open it.`, {
    details: { recipient: found.recipient },
  });
}

/** The one answer for what is not there and for what is not the caller's. */
export function notFound(): AppError {
  return new AppError(
    "not_found",
    "There is nothing here for you. Check the link, or sign in as the person it is for.",
  );
}

/** Counts and remembers an open by somebody who is not the recipient. */
export async function refuse(
  ctx: RevealContext,
  caller: Caller,
  open: { readonly grantId: string; readonly kind: "claim" | "page" },
): Promise<void> {
  if (!(await ctx.store.countRefusal(caller, open.kind, refusalsMax[open.kind]))) {
    throw new AppError("rate_limited", "Too many attempts to open what is not yours. Try again in ten minutes.", {
      details: { retryAfterSeconds: refusalWindowSeconds },
    });
  }
  const name = caller.name ?? caller.email ?? caller.subject;
  const text = auditText(
    {
      stream: "",
      requestId: null,
      actor: { id: `${caller.issuer}#${caller.subject}`, name, channel: caller.channel, act: caller.act },
      action: "grant.open_refused",
      object: `grant:${open.grantId}`,
      message: `${name} tried to open a credential that is for somebody else. It stayed closed.`,
      details: { kind: open.kind, issuer: caller.issuer, subject: caller.subject },
    },
    new Date(),
  );
  ctx.afterwards.run("an open by somebody else was not recorded", async () => {
    const known = await ctx.store.recordRefusal(open.grantId, text);
    ctx.log.warn({ kind: open.kind, subject: caller.subject, known }, "open refused: not the recipient");
  });
}

function whatCallerSees(ctx: RevealContext, caller: Caller): { teams: readonly string[]; all: boolean } {
  const { memberships, platformRoles } = actorOfCaller(ctx, caller);
  return { teams: memberships.map(({ team }) => team), all: platformRoles.length > 0 };
}
