import type { RuleFormOptions } from "#components/trust-rules/rule-form-options.ts";
import type { Actor } from "#domain/access/actor.ts";
import { canManageServiceAccounts } from "#domain/service-accounts/can.ts";
import type { ServerContext } from "#server/context.ts";
import { listServiceAccounts } from "#server/service-accounts/list-service-accounts.ts";
import { ruleWorld } from "#server/trust-rules/rule-world.ts";

/** Gives what the viewer can make a trust rule of: service accounts that they manage, and what the catalog has. */
export async function ruleFormOptions(ctx: ServerContext, actor: Actor): Promise<RuleFormOptions> {
  const { items } = await listServiceAccounts(ctx, actor, { state: "active", limit: 100 });
  const managed = items.filter(({ team }) => canManageServiceAccounts(actor, team).allowed);
  return {
    accounts: managed.map(({ id, team, name }) => ({ value: id, label: `${team}/${name}` })),
    issuers: [...ruleWorld(ctx).issuers.values()],
    environments: [...ctx.catalog.environments.values()].map(({ id, title }) => ({ value: id, label: title })),
    templates: [...ctx.catalog.templates.values()].map(({ id, title }) => ({ value: id, label: title })),
  };
}
