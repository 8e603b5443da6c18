import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cruise, type IConfiguration, type ICruiseResult } from "dependency-cruiser";
import { readUsingDeclarations } from "#scripts/check/read-using-declarations.ts";
import { listTree } from "#scripts/check/list-tree.ts";

/** One broken arrow. */
export interface BrokenArrow {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
  readonly comment: string;
}

/** What a cruise of the whole tree found. */
export interface TreeCruise {
  readonly broken: readonly BrokenArrow[];
  /** Source files of the tree that the cruise did not read: it proves nothing about them. */
  readonly unread: readonly string[];
  readonly modules: number;
  /** Names of the rules checked. */
  readonly rules: readonly string[];
}

const cruised = /\.(ts|tsx|mts|mjs|js|cjs)$/;
const imports = /^(import|export) (?:[^;"]* from )?"[^"]+";$/m;

/** Checks the arrows of `.dependency-cruiser.mjs` over every source file below `root`, and which files were read. */
export async function cruiseTree(root: string): Promise<TreeCruise> {
  const sources = (await listTree(root)).filter((path) => cruised.test(path));
  const config = await readConfig(root);
  readUsingDeclarations();
  const { output } = await cruise([...sources], {
    ...config.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden ?? [] },
  });
  if (typeof output === "string") throw new TypeError("the cruise gave text where a result was expected");
  const read = await listRead(root, new Set(sources), output);
  return {
    broken: listBroken(output, config),
    unread: sources.filter((path) => !read.has(path)),
    modules: sources.filter((path) => read.has(path)).length,
    rules: (config.forbidden ?? []).map((rule) => rule.name ?? "unnamed"),
  };
}

async function readConfig(root: string): Promise<IConfiguration> {
  const module = (await import(pathToFileURL(join(root, ".dependency-cruiser.mjs")).href)) as {
    default: IConfiguration;
  };
  return module.default;
}

/** A module counts as read when its dependencies were found, or when its text has no import to find. */
async function listRead(root: string, sources: ReadonlySet<string>, output: ICruiseResult): Promise<Set<string>> {
  const read = new Set<string>();
  for (const { source, dependencies } of output.modules) {
    if (!sources.has(source)) continue;
    const blind = dependencies.length === 0 && imports.test(await readFile(join(root, source), "utf8"));
    if (!blind) read.add(source);
  }
  return read;
}

function listBroken(output: ICruiseResult, config: IConfiguration): BrokenArrow[] {
  const comments = new Map(config.forbidden?.map((rule) => [rule.name, rule.comment ?? ""]));
  return output.summary.violations.map(({ rule, from, to }) => ({
    rule: rule.name,
    from,
    to,
    comment: comments.get(rule.name) ?? "",
  }));
}
