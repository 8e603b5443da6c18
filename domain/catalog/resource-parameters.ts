import type { Template } from "#domain/catalog/template.ts";

/** What the resource type receives: the size's spec, with the request's other parameters over it. */
export function resourceParameters(
  template: Template,
  parameters: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const size = template.sizes.find((candidate) => candidate.id === parameters.size);
  const others = Object.fromEntries(Object.entries(parameters).filter(([key]) => key !== "size"));
  return { ...size?.spec, ...others };
}
