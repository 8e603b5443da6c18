import { resourceParameters } from "#domain/catalog/resource-parameters.ts";
import { parametersValidator } from "#domain/guardrails/parameters-validator.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";

/** What a synthetic build on a back end makes. */
export interface CanaryPlan {
  readonly type: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Plans it as the first template of the catalog would with nothing chosen; null where no template can be built there. */
export function planCanary(
  { backends, templates }: Pick<Catalog, "backends" | "templates">,
  name: string,
): CanaryPlan | null {
  const backend = backends.get(name);
  if (backend === undefined) return null;
  for (const template of templates.values()) {
    const environment = backend.environments.find((id) => template.environments.includes(id));
    if (template.resourceType !== backend.type || environment === undefined) continue;
    const chosen = parametersValidator(template).safeParse({});
    if (!chosen.success) continue;
    return { type: backend.type, environment, parameters: resourceParameters(template, chosen.data) };
  }
  return null;
}
