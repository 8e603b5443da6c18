import { realpath } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { templateDocumentSchema } from "#domain/catalog/template-document.ts";
import {
  attachmentsFileSchema,
  backendsFileSchema,
  breakGlassFileSchema,
  classificationsFileSchema,
  environmentsFileSchema,
  matrixFileSchema,
  quotasFileSchema,
  teamsFileSchema,
} from "#server/catalog/catalog-files.ts";
import type { CatalogFile, CatalogFolder } from "#server/catalog/catalog-layout.ts";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { ParsedCatalog, ParsedFile } from "#server/catalog/parsed-catalog.ts";
import { issuersFileSchema } from "#server/catalog/issuer-schema.ts";
import { packFileSchema, policyFileSchema } from "#server/catalog/policy-files.ts";
import { surveyCatalog } from "#server/catalog/survey-catalog.ts";
import { readYamlFile } from "#server/catalog/yaml-file.ts";

/** Reads every file of a catalog, each by its own schema; gives the problems when there is one. */
export async function parseCatalog(
  dir: string,
  resourceTypes: ParsedCatalog["resourceTypes"],
): Promise<ParsedCatalog | CatalogProblem[]> {
  const { files: seen, topFiles, problems: found } = await surveyCatalog(dir);
  // What is not to be read is not read, not even to find more.
  if (found.length > 0) return [...found];
  const root = await realpath(dir).catch(() => dir);
  const problems: CatalogProblem[] = [];
  let further = catalogLimits.furtherBytes;
  const file = async <Schema extends z.ZodType>(path: CatalogFile | `${CatalogFolder}/${string}`, schema: Schema) => {
    const parsed = await parseFile(join(dir, path), root, schema);
    if (!Array.isArray(parsed)) return { ...parsed, path };
    problems.push(...parsed);
    return null;
  };
  const optional = async <Schema extends z.ZodType>(path: CatalogFile, schema: Schema) => {
    const one = topFiles.includes(path) ? await file(path, schema) : null;
    return one === null ? [] : [one];
  };
  const folder = async <Schema extends z.ZodType>(name: CatalogFolder, schema: Schema) => {
    const parsed: ParsedFile<z.output<Schema>>[] = [];
    for (const { name: path, bytes } of seen[name]) {
      if (problems.length > 0) further -= bytes;
      const one =
        further < 0 || problems.length >= catalogLimits.problems ? null : await file(`${name}/${path}`, schema);
      if (one !== null) parsed.push(one);
    }
    return parsed;
  };
  const files = {
    environments: await file("environments.yaml", environmentsFileSchema),
    classifications: await file("classifications.yaml", classificationsFileSchema),
    teams: await file("teams.yaml", teamsFileSchema),
    backends: await file("backends.yaml", backendsFileSchema),
    quotas: await file("quotas.yaml", quotasFileSchema),
    attachments: await file("attachments.yaml", attachmentsFileSchema),
    breakGlass: await optional("break-glass.yaml", breakGlassFileSchema),
    issuers: await optional("issuers.yaml", issuersFileSchema),
    templates: await folder("templates", templateDocumentSchema),
    matrices: await folder("matrices", matrixFileSchema),
    policies: await folder("policies", policyFileSchema),
    packs: await folder("packs", packFileSchema),
    resourceTypes,
  };
  return isComplete(files) && problems.length === 0 ? files : problems;
}

function isComplete(files: {
  readonly [Key in keyof ParsedCatalog]: ParsedCatalog[Key] | null;
}): files is ParsedCatalog {
  return Object.values(files).every((value) => value !== null);
}

async function parseFile<Schema extends z.ZodType>(
  path: string,
  root: string,
  schema: Schema,
): Promise<Omit<ParsedFile<z.output<Schema>>, "path"> | CatalogProblem[]> {
  const source = await readYamlFile(path, root);
  if (Array.isArray(source)) return source;
  const parsed = schema.safeParse(source.value, { reportInput: true });
  if (parsed.success) return { source, value: parsed.data };
  const issues = parsed.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [{ path: issue.path, reason: describe(issue) }];
    return issue.keys.map((key) => ({ path: [...issue.path, key], reason: `the key ${key} is not known here` }));
  });
  return issues.slice(0, catalogLimits.fileProblems).map(({ path: place, reason }) => source.problem(place, reason));
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.filter((key) => typeof key !== "number").join(".");
  const reason = issue.code === "invalid_type" && issue.input === undefined ? "is missing" : issue.message;
  return place === "" ? reason : `${place}: ${reason}`;
}
