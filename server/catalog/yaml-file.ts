import {
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { displayPath } from "#server/catalog/display-path.ts";
import { findHiddenCharacter } from "#server/catalog/find-hidden-character.ts";
import { readCatalogFile } from "#server/catalog/read-catalog-file.ts";

const tooDeep = "the nesting is too deep";

/** A path into a parsed file: keys and indexes. */
export type YamlPath = readonly PropertyKey[];

/** One parsed YAML file that can say on which line a value stands. */
export interface YamlFile {
  readonly file: string;
  /** JSON: what is not, such as infinity, is refused. */
  readonly value: unknown;
  /** The problem of the value at `path`; an absent value is placed at the nearest thing around it. */
  problem(path: YamlPath, reason: string): CatalogProblem;
}

/**
 * Parses strictly: no duplicate key, no alias, no unknown tag, no character that cannot be seen. Gives the problems
 * otherwise, the first 50 of them.
 *
 * @param root the real path of the catalog folder, which the file may not lead out of
 */
export async function readYamlFile(path: string, root: string): Promise<YamlFile | CatalogProblem[]> {
  const file = displayPath(path);
  const found = await readCatalogFile(path, root);
  if ("reason" in found) return [{ file, ...found }];
  return parseYaml(file, found.text);
}

function parseYaml(file: string, text: string): YamlFile | CatalogProblem[] {
  const lines = new LineCounter();
  const lineAt = (offset: number) => Math.max(1, lines.linePos(offset).line);
  try {
    // Keys that stand twice are found below: the parser compares every key with every other.
    const document = parseDocument(text, { lineCounter: lines, strict: true, uniqueKeys: false, prettyErrors: false });
    const faults = [...document.errors, ...document.warnings, ...textFaults(text), ...nodeFaults(document)];
    if (faults.length > 0) {
      return faults
        .slice(0, catalogLimits.fileProblems)
        .map((fault) => ({ file, line: lineAt(fault.pos[0]), reason: reasonOf(fault) }));
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
  return String(isScalar(key) ? key.value : key);
}

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

function fault(message: string, at = 0): Fault {
  return { code: "REFUSED", message, pos: [at, at] };
}

/** Comments count as well: text that shows in another order than it is read misleads whoever reviews it. */
function textFaults(text: string): Fault[] {
  const hidden = findHiddenCharacter(text);
  return hidden === null ? [] : [fault(`the character ${hidden.name} cannot be seen: remove it`, hidden.index)];
}

function nodeFaults(document: Document): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias: (_, { range, source }) => {
      faults.push(fault(`the alias *${source}: write the value out`, range?.[0]));
    },
    Map: (_, map) => {
      faults.push(...keyFaults(map));
    },
    Scalar: (_, scalar) => {
      faults.push(...scalarFaults(scalar));
    },
  });
  return faults;
}

/** Two keys are the same when JSON cannot tell them apart. */
function keyFaults({ items }: YAMLMap): Fault[] {
  const seen = new Set<string>();
  return items.flatMap(({ key }) => {
    const at = isNode(key) ? key.range?.[0] : 0;
    if (!isScalar(key)) return [fault("a key is text", at)];
    const text = keyText(key);
    if (seen.has(text)) return [fault("Map keys must be unique", at)];
    seen.add(text);
    return [];
  });
}

function scalarFaults({ value, range }: Scalar): Fault[] {
  if (typeof value === "number" && !Number.isFinite(value))
    return [fault("it is no number that can be kept", range?.[0])];
  if (typeof value !== "string") return [];
  const hidden = value.isWellFormed() ? findHiddenCharacter(value)?.name : "half of a surrogate pair";
  return hidden === undefined ? [] : [fault(`the character ${hidden} cannot be seen: remove it`, range?.[0])];
}

function reasonOf({ code, message }: Fault): string {
  if (code === "MULTIPLE_DOCS") return "a second document begins: one file holds one";
  if (code === "RESOURCE_EXHAUSTION") return tooDeep;
  return message.split("\n")[0] ?? message;
}
