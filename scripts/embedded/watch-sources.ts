import { watch } from "node:fs";
import { join } from "node:path";
import type { ChildPlan } from "#scripts/embedded/children/child-plan.ts";

type Name = ChildPlan["name"];

/** Which processes have read a folder when they started; Next's development server sees to the rest by itself. */
const readers: Readonly<Record<string, readonly Name[]>> = {
  catalog: ["worker", "reveal", "web"],
  domain: ["worker", "reveal"],
  "resource-types": ["worker", "reveal"],
  server: ["worker", "reveal", "idp"],
  workers: ["worker"],
  reveal: ["reveal"],
  "scripts/embedded/idp": ["idp"],
};
/** Saving several files is one change. */
const quietMs = 300;

/** Calls `restart` with the names of the processes that must start anew whenever their sources change. */
export function watchSources(root: string, restart: (names: ReadonlySet<Name>) => void): void {
  const changed = new Set<Name>();
  let timer: NodeJS.Timeout | undefined;
  for (const [folder, names] of Object.entries(readers)) {
    watch(join(root, folder), { recursive: true }, (_event, file) => {
      if (file === null || /[.]test[.]|^page\/dist\//.test(file)) return;
      names.forEach((name) => changed.add(name));
      clearTimeout(timer);
      timer = setTimeout(() => {
        restart(new Set(changed));
        changed.clear();
      }, quietMs);
    });
  }
}
