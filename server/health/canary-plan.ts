import { resourceParameters } from "#domain/catalog/resource-parameters.ts";
import { parametersValidator } from "#domain/guardrails/parameters-validator.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";

/** What a synthetic build on a back end makes. */
export interface CanaryPlan {
  readonly type: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/**
 * Plans it as the first template of the catalog would with nothing chosen, or leaves the parameters to the type's sample
 * where a template wants something chosen; null where no template can be built there.
 */
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
    if (chosen.success) {
      return { type: backend.type, environment, parameters: resourceParameters(template, chosen.data) };
    }
    const canSample = resourceTypes.some((type) => type.id === backend.type && type.sample !== undefined);
    if (canSample) return { type: backend.type, environment, parameters: {} };
  }
  return null;
}
