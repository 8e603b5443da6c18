import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { z } from "zod";
import { templateDocumentSchema } from "#domain/catalog/template-document.ts";
import {
  attachmentsFileSchema,
  backendsFileSchema,
  classificationsFileSchema,
  environmentsFileSchema,
  matrixFileSchema,
  quotasFileSchema,
  teamsFileSchema,
} from "#server/catalog/catalog-files.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import type { ParsedCatalog, ParsedFile } from "#server/catalog/parsed-catalog.ts";
import { packFileSchema, policyFileSchema } from "#server/catalog/policy-files.ts";
import { readYamlFile } from "#server/catalog/yaml-file.ts";

/** More files than this in one folder are not read. */
const folderFilesMax = 1000;

/** Reads every file of a catalog, each by its own schema; gives the problems when there is one. */
export async function parseCatalog(
  dir: string,
  resourceTypes: ParsedCatalog["resourceTypes"],
): Promise<ParsedCatalog | CatalogProblem[]> {
  const problems: CatalogProblem[] = [];
  const file = async <Schema extends z.ZodType>(path: string, schema: Schema) => {
    const parsed = await parseFile(join(dir, path), schema);
    if (!Array.isArray(parsed)) return parsed;
    problems.push(...parsed);
    return null;
  };
  const folder = async <Schema extends z.ZodType>(name: string, schema: Schema, need: FolderNeed) => {
    const listed = await listFolder(join(dir, name), need);
    problems.push(...listed.problems);
    const parsed: ParsedFile<z.output<Schema>>[] = [];
    for (const path of listed.names) {
      const one = await file(join(name, path), schema);
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
    templates: await folder("templates", templateDocumentSchema, "one"),
    matrices: await folder("matrices", matrixFileSchema, "one"),
    policies: await folder("policies", policyFileSchema, "none"),
    packs: await folder("packs", packFileSchema, "none"),
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
  schema: Schema,
): Promise<ParsedFile<z.output<Schema>> | CatalogProblem[]> {
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

/** How many files a folder has at least; one that needs none may be missing. */
type FolderNeed = "one" | "none";

async function listFolder(folder: string, need: FolderNeed): Promise<{ names: string[]; problems: CatalogProblem[] }> {
  const at = (reason: string, file = folder): CatalogProblem => ({ file, line: 1, reason });
  let all: string[];
  try {
    all = (await readdir(folder)).filter((name) => !name.startsWith(".")).toSorted();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown reason";
    if (code === "ENOENT" && need === "none") return { names: [], problems: [] };
    return { names: [], problems: [at(`the folder cannot be read (${code})`)] };
  }
  const problems = all
    .filter((name) => name.endsWith(".yml"))
    .map((name) => at("the name of a catalog file ends in .yaml", join(folder, name)));
  const names = all.filter((name) => name.endsWith(".yaml"));
  if (names.length === 0 && need === "one")
    problems.push(at(`there is no ${basename(folder) === "matrices" ? "matrix" : "template"}`));
  if (names.length <= folderFilesMax) return { names, problems };
  return { names: [], problems: [at(`there are ${names.length} files; at most ${folderFilesMax} are read`)] };
}
