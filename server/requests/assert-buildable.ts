import { resourceParameters } from "#domain/catalog/resource-parameters.ts";
import type { Template } from "#domain/catalog/template.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";

/**
 * Refuses parameters that fit the template and that the resource type can never build, before anything is filed.
 *
 * @throws invalid_input with `details.path`
 */
export function assertBuildable(template: Template, parameters: Readonly<Record<string, unknown>>): void {
  const type = resourceTypes.find(({ id }) => id === template.resourceType);
  const fault = type?.findFault?.(resourceParameters(template, parameters));
  if (!fault) return;
  throw new AppError("invalid_input", fault.message, { details: { path: `/parameters/${fault.parameter}` } });
}
