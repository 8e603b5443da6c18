import type { Actor } from "#domain/access/actor.ts";
import type { ServerContext } from "#server/context.ts";
import { actorFromPrincipal } from "#server/identity/actor-from-principal.ts";
import { personas } from "#server/identity/personas.ts";
import { upsertPrincipal } from "#server/identity/upsert-principal.ts";

/** Signs a persona in on a bench's own ledger. */
export async function signInPersona(ctx: ServerContext, name: string): Promise<Actor> {
  const persona = personas.find(({ subject }) => subject === name);
  if (persona === undefined) throw new Error(`There is no persona ${name}.`);
  const claims = { issuer: "http://127.0.0.1:3002", subject: name, kind: "user" as const, email: persona.email };
  const stated = { name: persona.name, groups: persona.groups, statedAt: new Date(), authTime: new Date(), acr: null };
  const row = await ctx.db.transaction((tx) =>
    upsertPrincipal(tx, { ...claims, ...stated }, { source: "sign_in", channel: "web" }),
  );
  const facts = { channel: "web", scopes: ["all"], authTime: new Date(), acr: null, act: null } as const;
  return actorFromPrincipal(ctx, row, facts);
}
