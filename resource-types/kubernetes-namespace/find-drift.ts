import { isDeepStrictEqual } from "node:util";
import type { Drift } from "#domain/provisioning/resource-type.ts";
import type { Manifest } from "./api/object-path.ts";
import { nameOf, type LiveObject } from "./api/read-object.ts";
import { endsOnLabel } from "./manifests/marks.ts";

const factors: Readonly<Record<string, number>> = {
  m: 1e-3,
  "": 1,
  k: 1e3,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** Every field of the manifest that the live object has otherwise; more fields are no drift, nor is the day it ends. */
export function findDrift(manifest: Manifest, live: LiveObject | null): readonly Drift[] {
  const name = nameOf(manifest);
  if (live === null) return [{ what: name, expected: "there", found: "missing" }];
  return compare(manifest, live, [])
    .filter(({ path }) => path.at(-1) !== endsOnLabel)
    .map(({ path, expected, found }) => ({
      what: `${name}: ${path.join(".")}`,
      expected,
      found: found ?? null,
      ...wantedBy(manifest, path.slice(2).join("."), found),
    }));
}

interface Difference {
  readonly path: readonly string[];
  readonly expected: unknown;
  readonly found: unknown;
}

function compare(wanted: unknown, found: unknown, path: readonly string[]): Difference[] {
  if (isRecord(wanted) && Object.keys(wanted).length > 0) {
    const inner = isRecord(found) ? found : {};
    return Object.entries(wanted).flatMap(([key, value]) => compare(value, inner[key], [...path, key]));
  }
  return isSame(wanted, found) ? [] : [{ path, expected: wanted, found }];
}

/** Each parameter by the figure of the quota that it sets, in units of this many. */
const parameters: Readonly<Record<string, readonly [name: string, unit: number]>> = {
  pods: ["pods", 1],
  "limits.cpu": ["cpuCores", 1],
  "limits.memory": ["memoryGibibytes", 1024 ** 3],
  "requests.storage": ["storageGibibytes", 1024 ** 3],
};

function wantedBy({ kind, metadata }: Manifest, field: string, found: unknown): Pick<Drift, "wanted"> {
  if (kind !== "ResourceQuota" || metadata.name !== "latchkey") return {};
  const [name, unit] = parameters[field] ?? [];
  const figure = readQuantity(found);
  return name === undefined || unit === undefined || figure === null
    ? {}
    : { wanted: { [name]: Math.ceil(figure / unit) } };
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

/** What a quantity stands for; null for what is none. */
export function readQuantity(value: unknown): number | null {
  const parts = /^(\d+(?:\.\d+)?)(m|k|Ki|Mi|Gi|Ti|)$/.exec(typeof value === "string" ? value : "");
  return parts === null ? null : Number(parts[1]) * (factors[parts[2] ?? ""] ?? 1);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
