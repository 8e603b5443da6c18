import type { Template } from "#domain/catalog/template.ts";
import type { ComparedFields } from "#domain/requests/changed-fields.ts";

/** Gives what a template itself offers where a request says nothing: lifetime and parameters. */
export function templateDefaults({ lifetimeHours, parameters }: Template): ComparedFields {
  const withDefault = Object.entries(parameters.properties).flatMap(([name, property]) =>
    property.default === undefined ? [] : [[name, property.default] as const],
  );
  return { lifetimeHours: lifetimeHours.default, parameters: Object.fromEntries(withDefault) };
}
