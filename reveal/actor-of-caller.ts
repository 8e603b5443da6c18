import type { Actor } from "#domain/access/actor.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import type { RevealContext } from "#reveal/reveal-context.ts";
import type { Caller } from "#reveal/verify-bearer.ts";

/** Makes the actor that a verified token describes; what the ledger knows of them plays no part. */
export function actorOfCaller(ctx: RevealContext, caller: Caller): Actor {
  const row = {
    id: caller.subject,
    kind: caller.kind,
    issuer: caller.issuer,
    subject: caller.subject,
    email: caller.email,
    name: caller.name ?? "",
    groups: [...(caller.groups ?? [])],
  };
  const facts = { channel: caller.channel, scopes: [], authTime: caller.authTime, acr: caller.acr, act: caller.act };
  return actorFromPrincipal(ctx, row, facts);
}
