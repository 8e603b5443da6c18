import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "./api/object-path.ts";
import { nameOf, type LiveObject } from "./api/read-object.ts";

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** One sentence for every field of the manifest that the live object has otherwise; more fields are no drift. */
export function findDrift(manifest: Manifest, live: LiveObject | null): readonly string[] {
  if (live === null) return [`The ${nameOf(manifest)} is missing.`];
  return compare(manifest, live, []).map((path) => `The ${nameOf(manifest)} has another ${path}.`);
}

function compare(wanted: unknown, found: unknown, path: readonly string[]): string[] {
  if (isRecord(wanted) && Object.keys(wanted).length > 0) {
    const inner = isRecord(found) ? found : {};
    return Object.entries(wanted).flatMap(([key, value]) => compare(value, inner[key], [...path, key]));
  }
  return isSame(wanted, found) ? [] : [path.join(".")];
}

/** The server writes quantities in its own way: `1024Mi` comes back as `1Gi`. */
function isSame(wanted: unknown, found: unknown): boolean {
  if (isDeepStrictEqual(wanted, found)) return true;
  if (Array.isArray(wanted) && Array.isArray(found) && wanted.length === found.length) {
    return wanted.every((each, index) =>
      isRecord(each) ? compare(each, found[index], []).length === 0 : isSame(each, found[index]),
    );
  }
  const [one, other] = [readQuantity(wanted), readQuantity(found)];
  return one !== null && one === other;
}

function readQuantity(value: unknown): number | null {
  const parts = /^(\d+(?:\.\d+)?)(m|k|Ki|Mi|Gi|Ti|)$/.exec(typeof value === "string" ? value : "");
  return parts === null ? null : Number(parts[1]) * (factors[parts[2] ?? ""] ?? 1);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
