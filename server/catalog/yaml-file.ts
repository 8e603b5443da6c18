import { readFile, stat } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import { isMap, isNode, isPair, LineCounter, parseDocument, visit, type Document } from "yaml";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";

const fileBytesMax = 256 * 1024;
const tooDeep = "the nesting is too deep";

/** A path into a parsed file: keys and indexes. */
export type YamlPath = readonly PropertyKey[];

/** One parsed YAML file that can say on which line a value stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** The problem of the value at `path`; an absent value is placed at the nearest thing around it. */
  problem(path: YamlPath, reason: string): CatalogProblem;
}

/** Parses strictly: no duplicate key, no alias, no unknown tag, at most 256 KiB. Gives the problems otherwise. */
export async function readYamlFile(path: string): Promise<YamlFile | CatalogProblem[]> {
  const file = displayPath(path);
  const at = (line: number, reason: string): CatalogProblem[] => [{ file, line, reason }];
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > fileBytesMax) return at(1, `the file has ${size} bytes; at most ${fileBytesMax} are read`);
    text = await readFile(path, "utf8");
  } catch (error) {
    return at(1, `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"})`);
  }
  return parseYaml(file, text);
}

function parseYaml(file: string, text: string): YamlFile | CatalogProblem[] {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  try {
    const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: true, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings, ...aliasFaults(document)];
    if (faults.length > 0) {
      return faults.map((fault) => ({ file, line: lineAt(fault.pos[0]), reason: reasonOf(fault) }));
    }
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return {
      file,
      value,
      problem: (path, reason) => ({ file, line: lineAt(offsetOf(document, path)), reason }),
    };
  } catch (error) {
    if (error instanceof RangeError) return [{ file, line: 1, reason: tooDeep }];
    throw error;
  }
}

function offsetOf(document: Document, path: YamlPath): number {
  for (let length = path.length; length > 0; length -= 1) {
    const key = path[length - 1];
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const pair = isMap(parent) ? parent.items.find((item) => isPair(item) && keyText(item.key) === String(key)) : null;
    // The key's line, so that a nested map is placed at its name and not at its first entry.
    if (pair && isNode(pair.key) && pair.key.range) return pair.key.range[0];
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return document.contents?.range?.[0] ?? 0;
}

function keyText(key: unknown): string {
  return String(isNode(key) ? key.toJSON() : key);
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

function aliasFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias: (_, { range, source }) => {
      const at = range?.[0] ?? 0;
      faults.push({ code: "ALIAS", message: `the alias *${source}: write the value out`, pos: [at, at] });
    },
  });
  return faults;
}

function reasonOf({ code, message }: Fault): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins: one file holds one";
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  return message.split("\n")[0] ?? message;
}

function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}
