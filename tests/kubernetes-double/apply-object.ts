import type { JsonObject } from "#tests/kubernetes-double/json.ts";
import { leavesOf, readPath, withPath, type Manager } from "#tests/kubernetes-double/managed-fields.ts";
import type { Cause } from "#tests/kubernetes-double/status.ts";

/** A server-side apply to what is there. */
export interface Apply {
  readonly live: JsonObject;
  readonly managers: readonly Manager[];
  readonly configuration: JsonObject;
  readonly by: Omit<Manager, "paths" | "operation">;
  readonly force: boolean;
}

/** What an apply comes to: conflicts, or the merged object with its owners. */
export interface Applied {
  readonly conflicts: readonly Cause[];
  readonly object: JsonObject;
  readonly managers: readonly Manager[];
}

/**
 * Merges a configuration into the live object as server-side apply does: values that another manager owns and that
 * differ are conflicts unless forced; what this manager no longer names is removed when nobody else owns it.
 */
export function applyObject({ live, managers, configuration, by, force }: Apply): Applied {
  const wanted = leavesOf(configuration);
  const mine = managers.find(({ manager, operation }) => manager === by.manager && operation === "Apply");
  const others = managers.filter((each) => each !== mine);
  const differs = (path: string) => JSON.stringify(readPath(live, path)) !== JSON.stringify(wanted.get(path));
  const taken = [...wanted.keys()].filter(differs);
  const conflicts = others.flatMap((other) =>
    taken.filter((path) => other.paths.has(path)).map((path) => describe(other, path)),
  );
  if (conflicts.length > 0 && !force) return { conflicts, object: live, managers };
  const dropped = [...(mine?.paths ?? [])].filter(
    (path) => !wanted.has(path) && !others.some(({ paths }) => paths.has(path)),
  );
  let object = live;
  for (const path of dropped) object = withPath(object, path, undefined);
  for (const [path, value] of wanted) object = withPath(object, path, value);
  const paths = new Set(wanted.keys());
  const isSame = mine !== undefined && taken.length + dropped.length === 0 && mine.paths.size === paths.size;
  const left = others.map((other) => ({
    ...other,
    paths: new Set([...other.paths].filter((path) => !taken.includes(path))),
  }));
  const own = { ...by, time: isSame ? mine.time : by.time, operation: "Apply" as const, paths };
  return { conflicts: [], object, managers: [...left.filter((other) => other.paths.size > 0), own] };
}

function describe(other: Manager, path: string): Cause {
  const field = (JSON.parse(path) as string[]).map((key) => `.${key}`).join("");
  const using = other.operation === "Update" ? ` using ${other.apiVersion}` : "";
  return { reason: "FieldManagerConflict", message: `conflict with "${other.manager}"${using}`, field };
}
