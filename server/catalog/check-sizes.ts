import { z } from "zod";
import type { TemplateDocument } from "#domain/catalog/template-document.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { duplicateProblems } from "#server/catalog/duplicate-problems.ts";
import type { KnownResourceType, ParsedCatalog, ParsedFile } from "#server/catalog/parsed-catalog.ts";

/**
 * Checks a template's sizes: known, in order, within reach, and each one a valid order to the resource type; and that the
 * type can make the credentials that it adds.
 */
export function checkSizes(file: ParsedFile<TemplateDocument>, catalog: ParsedCatalog): CatalogProblem[] {
  const { source, value: template } = file;
  const type = catalog.resourceTypes.get(template.resourceType);
  if (type === undefined) {
    return [source.problem(["resourceType"], `there is no resource type ${template.resourceType}`)];
  }
  return [
    ...duplicateProblems(
      source,
      template.sizes.map((size, index) => ({ id: size.id, path: ["sizes", index, "id"] })),
    ),
    ...checkScale(file, catalog),
    ...checkDefault(file, catalog),
    ...checkSpecs(file, type),
    ...checkNames(file, type),
    ...checkAccess(file, type),
  ];
}

function checkScale({ source, value: { sizes } }: ParsedFile<TemplateDocument>, catalog: ParsedCatalog) {
  const { sizeScale } = catalog.environments.value;
  let last = -1;
  return sizes.flatMap((size, index) => {
    const rank = sizeScale.indexOf(size.id);
    const before = last;
    last = Math.max(last, rank);
    const at = (reason: string) => [source.problem(["sizes", index, "id"], reason)];
    if (rank < 0) return at(`the size ${size.id} is not in sizeScale of environments.yaml`);
    return rank < before ? at(`the size ${size.id} stands after a larger one`) : [];
  });
}

function checkDefault({ source, value: template }: ParsedFile<TemplateDocument>, catalog: ParsedCatalog) {
  const { environments, sizeScale } = catalog.environments.value;
  const { sizes, defaultSize } = template;
  if (defaultSize !== undefined && !sizes.some((size) => size.id === defaultSize)) {
    return [source.problem(["defaultSize"], `there is no size ${defaultSize}`)];
  }
  const size = defaultSize ?? sizes[0]?.id;
  if (size === undefined) return [];
  return environments
    .filter(
      ({ id, sizeMax }) => template.environments.includes(id) && sizeScale.indexOf(size) > sizeScale.indexOf(sizeMax),
    )
    .map(({ id, sizeMax }) =>
      source.problem(
        ["environments", template.environments.indexOf(id)],
        `the default size ${size} is over the cap ${sizeMax} of ${id}`,
      ),
    );
}

function checkAccess(
  { source, value: { access = [], resourceType } }: ParsedFile<TemplateDocument>,
  type: KnownResourceType,
) {
  return access.flatMap((kind, index) =>
    type.accesses?.includes(kind)
      ? []
      : [source.problem(["access", index], `${resourceType} has no ${kind} credential`)],
  );
}

function checkSpecs({ source, value: template }: ParsedFile<TemplateDocument>, type: KnownResourceType) {
  const defaults = Object.fromEntries(
    Object.entries(template.parameters).map(([name, { default: value }]) => [name, value]),
  );
  const orders =
    template.sizes.length === 0
      ? [{ path: ["parameters"] as PropertyKey[], order: defaults }]
      : template.sizes.map((size, index) => ({ path: ["sizes", index, "spec"], order: { ...size.spec, ...defaults } }));
  return orders.flatMap(({ path, order }) => {
    const parsed = type.parameters.safeParse(order);
    if (parsed.success) return [];
    return parsed.error.issues
      .filter((issue) => !template.requiredParameters.includes(String(issue.path[0])))
      .map((issue) => {
        const keys = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
        const where = [...path, ...issue.path, ...keys];
        return source.problem(where, `${type.id} refuses ${where.slice(path.length).join(".")}: ${issue.message}`);
      });
  });
}

/** Names that the type has certified are asked for in a parameter that the zones of the team bound, and nowhere else. */
function checkNames({ source, value: template }: ParsedFile<TemplateDocument>, type: KnownResourceType) {
  return nameParameters(type).flatMap((name) => {
    const property = template.parameters[name];
    const isBound = property?.type === "array" && property.items.format === "dns-name";
    const fixed = template.sizes.findIndex((size) => Object.hasOwn(size.spec, name));
    return [
      ...(isBound ? [] : [source.problem(["parameters", name], `${name} must be a list of items of format dns-name`)]),
      ...(fixed < 0 ? [] : [source.problem(["sizes", fixed, "spec", name], `${name} is the requester's to say`)]),
    ];
  });
}

/** Parameters of a type whose items have the format of DNS names. */
function nameParameters({ parameters }: KnownResourceType): readonly string[] {
  const { properties = {} } = z.toJSONSchema(parameters, { io: "input", unrepresentable: "any" });
  return Object.entries(properties).flatMap(([name, property]) => {
    const items = typeof property === "object" ? property.items : undefined;
    return typeof items === "object" && !Array.isArray(items) && items.format === "dns-name" ? [name] : [];
  });
}
