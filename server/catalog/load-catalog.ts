import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { templateDocumentSchema, type TemplateDocument } from "#domain/catalog/template-document.ts";
import { templateFromDocument } from "#domain/catalog/template-from-document.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { resourceTypes as installedTypes } from "#resource-types/index.gen.ts";
import { backendsFileSchema, environmentsFileSchema, teamsFileSchema } from "#server/catalog/catalog-files.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { checkCatalog } from "#server/catalog/check-catalog.ts";
import type { KnownResourceType, ParsedCatalog, ParsedFile } from "#server/catalog/parsed-catalog.ts";
import { readYamlFile } from "#server/catalog/yaml-file.ts";

/** How a catalog is loaded. */
interface LoadOptions {
  /** A group claim that makes a platform admin beside those of `teams.yaml`: `LATCHKEY_ADMIN_GROUP`. */
  readonly adminGroup?: string | undefined;
  /** Those of this installation, unless a test brings its own. */
  readonly resourceTypes?: readonly KnownResourceType[];
}

/**
 * Loads the catalog of a folder as one consistent set, or refuses all of it.
 *
 * @throws catalog_invalid with `file:line: reason` of the first problem; `details.problems` lists all
 */
export async function loadCatalog(dir: string, options: LoadOptions = {}): Promise<Catalog> {
  const problems: CatalogProblem[] = [];
  const read = async <T>(path: string, schema: z.ZodType<T>) => {
    const parsed = await parseFile(path, schema);
    if (!Array.isArray(parsed)) return parsed;
    problems.push(...parsed);
    return null;
  };
  const environments = await read(join(dir, "environments.yaml"), environmentsFileSchema);
  const teams = await read(join(dir, "teams.yaml"), teamsFileSchema);
  const backends = await read(join(dir, "backends.yaml"), backendsFileSchema);
  const templates: ParsedFile<TemplateDocument>[] = [];
  for (const path of await templatePaths(dir, problems)) {
    const template = await read(path, templateDocumentSchema);
    if (template !== null) templates.push(template);
  }
  if (environments === null || teams === null || backends === null || problems.length > 0) throw refusal(problems);
  const resourceTypes = new Map((options.resourceTypes ?? installedTypes).map((type) => [type.id, type]));
  const files = { environments, teams, backends, templates, resourceTypes };
  problems.push(...checkCatalog(files));
  if (problems.length > 0) throw refusal(problems);
  return assemble(files, options.adminGroup);
}

async function parseFile<T>(path: string, schema: z.ZodType<T>): Promise<ParsedFile<T> | CatalogProblem[]> {
  const source = await readYamlFile(path);
  if (Array.isArray(source)) return source;
  const parsed = schema.safeParse(source.value, { reportInput: true });
  if (parsed.success) return { source, value: parsed.data };
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [source.problem(issue.path, describe(issue))];
    return issue.keys.map((key) => source.problem([...issue.path, key], `the key ${key} is not known here`));
  });
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.filter((key) => typeof key !== "number").join(".");
  const reason = issue.code === "invalid_type" && issue.input === undefined ? "is missing" : issue.message;
  return place === "" ? reason : `${place}: ${reason}`;
}

async function templatePaths(dir: string, problems: CatalogProblem[]): Promise<string[]> {
  const folder = join(dir, "templates");
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => !name.startsWith(".")).toSorted();
  } catch (error) {
    const reason = `the folder cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`;
    problems.push({ file: folder, line: 1, reason });
    return [];
  }
  for (const name of names.filter((candidate) => candidate.endsWith(".yml"))) {
    problems.push({ file: join(folder, name), line: 1, reason: "the name of a template file ends in .yaml" });
  }
  const paths = names.filter((name) => name.endsWith(".yaml")).map((name) => join(folder, name));
  if (paths.length === 0) problems.push({ file: folder, line: 1, reason: "there is no template" });
  return paths;
}

function assemble(files: ParsedCatalog, adminGroup: string | undefined): Catalog {
  const { environments, sizeScale, reservedNames, onEvaluatorError } = files.environments.value;
  const { teams, platformRoles } = files.teams.value;
  const documents = files.templates
    .map((file) => file.value)
    .toSorted((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  return {
    templates: new Map(documents.map((document) => [document.id, templateFromDocument(document)])),
    environments: new Map(environments.map((environment) => [environment.id, environment])),
    teams: new Map(teams.map((team) => [team.id, team])),
    backends: new Map(files.backends.value.backends.map((backend) => [backend.name, backend])),
    platformRoles: { ...platformRoles, admin: [...platformRoles.admin, ...(adminGroup ? [adminGroup] : [])] },
    settings: { sizeScale, reservedNames, onEvaluatorError },
  };
}

function refusal(problems: readonly CatalogProblem[]): AppError {
  const [first, ...others] = problems;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return new AppError("catalog_invalid", `${first?.file}:${first?.line}: ${first?.reason}${more}`, {
    details: { problems },
  });
}
