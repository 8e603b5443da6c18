import { readdir, readFile } from "node:fs/promises";
import type { Instance } from "#bench/instance.ts";

const processes = [
  ["web", "next-server"],
  ["web", "/next start"],
  ["worker", "workers/main.ts"],
  ["reveal", "reveal/main.ts"],
  ["idp", "scripts/embedded/idp/main.ts"],
  ["supervisor", "scripts/embedded/main.ts"],
] as const;

/** Resident memory in MiB of each process of the installation; a process of several is their sum. */
export async function measureMemory(instance: Instance): Promise<ReadonlyMap<string, number>> {
  const figures = new Map<string, number>();
  for (const [name, pids] of await findProcesses(instance)) {
    const parts = await Promise.all(pids.map(residentMiB));
    figures.set(
      name,
      parts.reduce((sum, part) => sum + part, 0),
    );
  }
  return figures;
}

/** Finds the processes of the installation by its home; each name has at least one. */
export async function findProcesses(instance: Instance): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const name = await nameOf(pid, instance);
    if (name !== null) found.set(name, [...(found.get(name) ?? []), Number(pid)]);
  }
  return found;
}

async function nameOf(pid: string, instance: Instance): Promise<string | null> {
  const [environ, command] = await Promise.all(
    ["environ", "cmdline"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
  );
  if (!environ?.split("\0").includes(`LATCHKEY_HOME=${instance.home}`)) return null;
  return processes.find(([, mark]) => command?.replaceAll("\0", " ").includes(mark))?.[0] ?? null;
}

/** Resident memory of a process in MiB; 0 when it is gone. */
export async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}
