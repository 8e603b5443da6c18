import { readFile } from "node:fs/promises";
import type pg from "pg";

/** The kernel counts in hundredths of a second. */
const msPerTick = 10;

/** Gives the milliseconds of processor time that each process has used so far; 0 for one that is gone. */
export async function processorTimes(pids: readonly number[]): Promise<ReadonlyMap<number, number>> {
  return new Map(await Promise.all(pids.map(async (pid) => [pid, await processorMs(pid)] as const)));
}

/** Gives the server processes that work for the connections of one name. */
export async function backEndsOf(admin: pg.Pool, applicationName: string): Promise<number[]> {
  const { rows } = await admin.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE application_name = $1", [
    applicationName,
  ]);
  return rows.map(({ pid }) => pid);
}

async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name, in brackets, may hold anything: the fields are counted behind it (proc_pid_stat(5): utime, stime).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return msPerTick * (Number(fields[11] ?? 0) + Number(fields[12] ?? 0));
}
