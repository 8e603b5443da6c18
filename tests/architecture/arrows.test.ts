import { cp, mkdtemp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cruiseTree, type TreeCruise } from "#scripts/check/cruise-tree.ts";
import { listTree } from "#scripts/check/list-tree.ts";
import { plants } from "#tests/architecture/plants.ts";

const root = resolve(import.meta.dirname, "../..");
const copies: string[] = [];

afterAll(() => Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true }))));

describe("the checker of the arrows", () => {
  let found: TreeCruise;

  beforeAll(async () => {
    const copy = await copyTree();
    for (const plant of plants) await plantFiles(copy, plant.files);
    found = await cruiseTree(copy);
  }, 60_000);

  it.each(plants)("bites for $rule: $title", ({ rule, files }) => {
    const bitten = found.broken.filter((arrow) => arrow.rule === rule).map((arrow) => arrow.from);
    expect(bitten).toContain(Object.keys(files)[0]);
  });

  it("has a planted violation for every rule", () => {
    const planted = new Set(plants.map((plant) => plant.rule));
    expect([...planted].sort()).toEqual([...found.rules].sort());
  });

  it("reads every source file that is there", () => {
    expect(found.unread).toEqual([]);
    expect(found.modules).toBeGreaterThan(plants.length);
  });

  it("names the files it did not read", async () => {
    const copy = await copyTree();
    const blind = [
      'import base from "./base.mjs";',
      'export default { ...base, options: { ...base.options, exclude: { path: "^domain/errors/" } } };',
    ];
    await cp(join(root, ".dependency-cruiser.mjs"), join(copy, "base.mjs"));
    await writeFile(join(copy, ".dependency-cruiser.mjs"), blind.join("\n"));
    const { unread } = await cruiseTree(copy);
    expect(unread).toContain("domain/errors/app-error.ts");
  }, 60_000);
});

/** A tree as small as the checker lets it be: what it is configured by. The whole one is read by `npm run check:arrows`. */
async function copyTree(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "latchkey-arrows-"));
  copies.push(copy);
  for (const path of await listTree(root)) {
    if (!/^([^/]+\.(mjs|json)|resource-types\/.*\.ts|(domain\/errors|server\/adapters\/slack)\/.*\.ts)$/.test(path))
      continue;
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await cp(join(root, path), join(copy, path));
  }
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

async function plantFiles(copy: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), content);
  }
}
