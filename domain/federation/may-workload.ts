import type { Actor } from "#domain/access/actor.ts";
import { allowed, refused, type Permission } from "#domain/access/permission.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Tells whether a workload may ask for that template there; whoever is none may, as far as this goes. */
export function mayWorkload(
  { workload }: Pick<Actor, "workload">,
  { template, environment }: { readonly template: string; readonly environment: string },
): Permission {
  if (workload === null) return allowed;
  if (!workload.environments.includes(environment)) {
    return refused(`The trust rule of this workload is for ${spellList(workload.environments, "and")} only.`);
  }
  if (workload.templates === null || workload.templates.includes(template)) return allowed;
  return refused(`The trust rule of this workload is for ${spellList(workload.templates, "and")} only.`);
}
