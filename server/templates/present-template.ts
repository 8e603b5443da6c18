import type { Catalog } from "#domain/catalog/catalog.ts";
import { connectionsOf, type KnownStates } from "#domain/catalog/connections-of.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { TemplateView } from "#domain/contracts/template.ts";

/** What a template's back ends are known by when it is shown. */
export interface KnownBackends {
  readonly backends: Catalog["backends"];
  readonly states: KnownStates;
}

/** Shows what a template offers and where it is connected; the resource type's own parameters behind a size stay inside. */
export function presentTemplate(template: Template, { backends, states }: KnownBackends): TemplateView {
  return {
    id: template.id,
    version: template.version,
    title: template.title,
    summary: template.summary,
    resourceType: template.resourceType,
    maintainers: [...template.maintainers],
    docs: template.docs,
    environments: [...template.environments],
    connections: connectionsOf(template, backends, states),
    classifications: [...template.classifications],
    lifetimeHours: { default: template.lifetimeHours.default, max: template.lifetimeHours.max },
    parameters: { ...template.parameters },
    sizes: template.sizes.map(({ id, title, summary, monthlyCost }) => ({ id, title, summary, monthlyCost })),
  };
}
