import { readFile } from "node:fs/promises";
import { extname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { listTree } from "#scripts/check/list-tree.ts";
import { findForbidden } from "#tests/architecture/find-forbidden.ts";

const root = resolve(import.meta.dirname, "../..");
const binary = new Set([".png", ".jpg", ".ico", ".woff2", ".webp"]);
const tree = await listTree(root);
const texts = tree.filter((path) => !binary.has(extname(path)));
const read = (path: string) => readFile(join(root, path), "utf8");

describe("the files of the tree", () => {
  it("hold no absolute path of a machine and no registry's host", async () => {
    const found: string[] = [];
    for (const path of texts) found.push(...findForbidden(await read(path)).map((what) => `${path}: ${what}`));
    expect(found).toEqual([]);
  });

  it("leave the registry out of the lockfile, and prove every package that a Linux with glibc installs", async () => {
    const lock = JSON.parse(await read("package-lock.json")) as { packages: Record<string, Record<string, unknown>> };
    const resolved = Object.entries(lock.packages).filter(([, entry]) => "resolved" in entry);
    expect(resolved.map(([name]) => name)).toEqual([]);
    const unproven = Object.entries(lock.packages).filter(([name, entry]) => name !== "" && !("integrity" in entry));
    expect(unproven.filter(([, entry]) => isForLinux(entry)).map(([name]) => name)).toEqual([]);
  });

  it("have at most 400 lines of source", async () => {
    const sources = texts.filter(
      (path) => /\.(tsx?|mjs|css|ya?ml|sql)$/.test(path) && !path.startsWith("prisma/migrations/"),
    );
    const long: string[] = [];
    for (const path of sources) {
      const lines = (await read(path)).split("\n").length;
      if (lines > 400) long.push(`${path}: ${lines}`);
    }
    expect(long).toEqual([]);
  });

  it("carry names that say something", () => {
    const empty = tree.filter((path) => /(^|\/)(utils?|helpers?|misc|common|shared)\.[a-z]+$/.test(path));
    expect(empty).toEqual([]);
  });
});

describe("the search for what must not be committed", () => {
  it.each([
    ["a home directory", `/${"home"}/somebody/clone`],
    ["root's home", `see /${"root"}/clone`],
    ["a Mac's home", `/${"Users"}/somebody`],
    ["a work directory", `"/${"work"}/main/file.ts"`],
    ["a registry", `https://${"registry.npmjs"}.org/pg`],
    ["a private key", `-----BEGIN ${"PRIVATE"} KEY-----`],
  ])("finds %s", (_, text) => {
    expect(findForbidden(`first line\n${text}\n`)).toHaveLength(1);
  });

  it("leaves addresses and sentences alone", () => {
    expect(findForbidden("https://example.test/home/page and at work/home, /homepage, network/root")).toEqual([]);
  });
});

/** False for an optional package of another system or processor. */
function isForLinux({ optional, os = ["linux"], cpu = ["x64"], libc = ["glibc"] }: Record<string, unknown>): boolean {
  if (optional !== true) return true;
  const names = [os, cpu, libc].map((value) => (Array.isArray(value) ? (value as unknown[]) : []));
  const [systems = [], processors = [], libraries = []] = names;
  const isOurs = processors.includes("x64") || processors.includes("arm64");
  return systems.includes("linux") && isOurs && libraries.includes("glibc");
}
