import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  visit,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
} from "yaml";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { composeYaml } from "#server/catalog/compose-yaml.ts";
import { displayPath } from "#server/catalog/display-path.ts";
import { findHiddenCharacter } from "#server/catalog/find-hidden-character.ts";
import { readCatalogFile } from "#server/catalog/read-catalog-file.ts";

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
  const problemAt = (offset: number, reason: string): CatalogProblem => ({
    file,
    line: Math.max(1, lines.linePos(offset).line),
    reason,
  });
  const composed = composeYaml(text, lines);
  if ("reason" in composed) return [problemAt(composed.offset, composed.reason)];
  const { document, second } = composed;
  const faults = [
    ...[...document.errors, ...document.warnings].map(({ message, pos }) => fault(firstLine(message), pos[0])),
    ...(second === null ? [] : [fault("a second document begins: one file holds one", second)]),
    ...textFaults(text),
    ...nodeFaults(document),
  ];
  if (faults.length > 0) {
    const told = faults.map(({ reason, offset }) => problemAt(offset, reason));
    const once = new Map(told.map((problem) => [`${problem.line} ${problem.reason}`, problem]));
    return [...once.values()].slice(0, catalogLimits.fileProblems);
  }
  return {
    file,
    value: document.toJS({ maxAliasCount: 0 }) as unknown,
    problem: (path, reason) => problemAt(offsetOf(document, path), reason),
  };
}

/** Where the deepest part of a path that is there begins; a nested map is placed at its key, not at its first entry. */
function offsetOf({ contents }: Document, path: YamlPath): number {
  let node: unknown = contents;
  let offset = contents?.range?.[0] ?? 0;
  for (const step of path) {
    const found = stepInto(node, step);
    const start = found && isNode(found.at) ? found.at.range?.[0] : undefined;
    if (!found || start === undefined) break;
    offset = start;
    node = found.value;
  }
  return offset;
}

function stepInto(node: unknown, step: PropertyKey): { readonly at: unknown; readonly value: unknown } | null {
  if (isSeq(node)) return { at: node.items[Number(step)], value: node.items[Number(step)] };
  const pair = isMap(node) ? pairsOf(node).get(String(step)) : undefined;
  return pair ? { at: pair.key, value: pair.value } : null;
}

const pairsByKey = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** Looked up by key: a file can be wrong in ten thousand places of one map. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const pairs = pairsByKey.get(map) ?? new Map(map.items.map((pair) => [keyText(pair.key), pair]));
  pairsByKey.set(map, pairs);
  return pairs;
}

function keyText(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

interface Fault {
  readonly reason: string;
  readonly offset: number;
}

function fault(reason: string, offset = 0): Fault {
  return { reason, offset };
}

/** Comments count as well: text that shows in another order than it is read misleads whoever reviews it. */
function textFaults(text: string): Fault[] {
  return hiddenFaults(text, (index) => index);
}

function hiddenFaults(text: string, place: (index: number) => number | undefined): Fault[] {
  const hidden = findHiddenCharacter(text);
  return hidden === null ? [] : [fault(`the character ${hidden.name} cannot be seen: remove it`, place(hidden.index))];
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
  return hiddenFaults(value, () => range?.[0]);
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}
