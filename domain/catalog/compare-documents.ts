/** One value that another set says otherwise. */
export interface ValueChange {
  /** As a person would say it: `environments[production].lifetimeHoursMax`; empty for the whole file. */
  readonly path: string;
  /** As JSON, shortened; null: it was not there. */
  readonly before: string | null;
  /** As JSON, shortened; null: it is gone. */
  readonly after: string | null;
}

/** One file that another set has otherwise. */
export interface FileChange {
  readonly path: string;
  readonly kind: "added" | "removed" | "changed";
  /** What changed in it, the first ones; empty for a file that is new or gone. */
  readonly values: readonly ValueChange[];
  /** How many more there are. */
  readonly more: number;
}

/** Documents by the path of their file. */
type Documents = Readonly<Record<string, unknown>>;

const shownMax = 50;
const textMax = 160;

/** Tells what one set of documents says otherwise than the one before, file by file, value by value, in order of path. */
export function compareDocuments(before: Documents, after: Documents): FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return paths.flatMap((path): FileChange[] => {
    const whole = { path, values: [], more: 0 };
    if (!Object.hasOwn(before, path)) return [{ ...whole, kind: "added" }];
    if (!Object.hasOwn(after, path)) return [{ ...whole, kind: "removed" }];
    const values = compare(before[path], after[path], "");
    if (values.length === 0) return [];
    return [{ path, kind: "changed", values: values.slice(0, shownMax), more: Math.max(0, values.length - shownMax) }];
  });
}

function compare(before: unknown, after: unknown, path: string): ValueChange[] {
  const left = partsOf(before);
  const right = partsOf(after);
  if (left === null || right === null || left.kind !== right.kind) {
    const [from, to] = [JSON.stringify(before), JSON.stringify(after)];
    return from === to ? [] : [{ path, before: shorten(from), after: shorten(to) }];
  }
  const keys = [...new Set([...left.parts.keys(), ...right.parts.keys()])];
  const changes = keys.flatMap((key) => {
    const place = left.kind === "list" ? `${path}[${key}]` : joined(path, key);
    if (!right.parts.has(key))
      return [{ path: place, before: shorten(JSON.stringify(left.parts.get(key))), after: null }];
    if (!left.parts.has(key))
      return [{ path: place, before: null, after: shorten(JSON.stringify(right.parts.get(key))) }];
    return compare(left.parts.get(key), right.parts.get(key), place);
  });
  const isMoved = left.kind === "list" && changes.length === 0 && !sameOrder(left.parts, right.parts);
  return isMoved ? [{ path, before: spellOrder(left.parts), after: spellOrder(right.parts) }] : changes;
}

interface Parts {
  readonly kind: "map" | "list";
  readonly parts: ReadonlyMap<string, unknown>;
}

/** A list of named things is compared by name, so that one that is put in front does not change all that follow. */
function partsOf(value: unknown): Parts | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value)) return { kind: "map", parts: new Map(Object.entries(value)) };
  const named = value.map((item: unknown) => [nameOf(item), item] as const);
  const names = new Set(named.map(([name]) => name));
  return names.has(null) || names.size !== value.length
    ? null
    : { kind: "list", parts: new Map(named.map(([name, item]) => [String(name), item])) };
}

function nameOf(item: unknown): string | null {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return null;
  const { id, name } = item as { readonly id?: unknown; readonly name?: unknown };
  return [id, name].find((candidate): candidate is string => typeof candidate === "string") ?? null;
}

function sameOrder(left: Parts["parts"], right: Parts["parts"]): boolean {
  return spellOrder(left) === spellOrder(right);
}

function spellOrder(parts: Parts["parts"]): string {
  return shorten([...parts.keys()].join(", "));
}

function joined(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

function shorten(text: string): string {
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}
