import { runInNewContext } from "node:vm";
import { z } from "zod";
import type { ParameterProperty } from "#domain/catalog/parameter-property.ts";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkFileName } from "#server/catalog/check-file-name.ts";
import type { ParsedCatalog, ParsedFile } from "#server/catalog/parsed-catalog.ts";

const patternMsMax = 100;
const parametersMax = 50;

/** Checks one template against the rest of the catalog: everything it offers can really be had. */
export function checkTemplate(file: ParsedFile<TemplateDocument>, catalog: ParsedCatalog): CatalogProblem[] {
  const { source, value: template } = file;
  return [
    ...checkFileName(source, template.id),
    ...checkPlaces(file, catalog),
    ...checkLifetimes(file),
    ...checkParameters(file),
  ].filter((problem) => problem !== null);
}

function checkPlaces({ source, value: template }: ParsedFile<TemplateDocument>, catalog: ParsedCatalog) {
  const environments = new Map(catalog.environments.value.environments.map((item) => [item.id, item]));
  const places = template.environments.map((id, index) => {
    const at = (reason: string) => source.problem(["environments", index], reason);
    const environment = environments.get(id);
    if (environment === undefined) return at(`there is no environment ${id}`);
    if (!template.deliveries.some((delivery) => environment.deliveries.includes(delivery))) {
      return at(`${id} offers none of the template's deliveries`);
    }
    const served = catalog.backends.value.backends.some(
      (backend) => backend.type === template.resourceType && backend.environments.includes(id),
    );
    return served ? null : at(`no back end in backends.yaml serves ${template.resourceType} in ${id}`);
  });
  const classes = template.classifications.map((classification, index) =>
    template.environments.some((id) => environments.get(id)?.classifications.includes(classification))
      ? null
      : source.problem(["classifications", index], `no environment of the template takes ${classification} data`),
  );
  return [...places, ...classes];
}

function checkLifetimes({ source, value: template }: ParsedFile<TemplateDocument>) {
  const { default: fallback, max, maxByEnvironment } = template.lifetimeHours;
  return [
    fallback <= max ? null : source.problem(["lifetimeHours", "default"], `the default ${fallback} is over max ${max}`),
    ...Object.entries(maxByEnvironment).map(([id, hours]) => {
      const at = (reason: string) => source.problem(["lifetimeHours", "maxByEnvironment", id], reason);
      if (!template.environments.includes(id)) return at(`the template is not offered in ${id}`);
      return hours <= max ? null : at(`${hours} is over max ${max}`);
    }),
  ];
}

function checkParameters({ source, value: template }: ParsedFile<TemplateDocument>) {
  const count = Object.keys(template.parameters).length;
  if (count > parametersMax) {
    return [source.problem(["parameters"], `there are ${count} parameters; a form has at most ${parametersMax}`)];
  }
  const required = template.requiredParameters.map((name, index) =>
    Object.hasOwn(template.parameters, name)
      ? null
      : source.problem(["requiredParameters", index], `there is no parameter ${name}`),
  );
  const properties = Object.entries(template.parameters).map(([name, property]) => {
    if (name === "size") return source.problem(["parameters", name], "size is made from sizes");
    if (property.default === undefined) return null;
    if (!isPrompt(property)) return source.problem(["parameters", name, "pattern"], "the pattern takes too long");
    const parsed = z.fromJSONSchema(property).safeParse(property.default);
    return parsed.success ? null : source.problem(["parameters", name, "default"], "the default does not fit");
  });
  return [...required, ...properties];
}

/** A pattern that backtracks for ever on its own default would hold up the start. */
function isPrompt(property: ParameterProperty): boolean {
  if (property.type !== "string" || property.pattern === undefined || property.default === undefined) return true;
  const { pattern, default: text } = property;
  try {
    runInNewContext("new RegExp(pattern, 'u').test(text)", { pattern, text }, { timeout: patternMsMax });
    return true;
  } catch {
    return false;
  }
}
