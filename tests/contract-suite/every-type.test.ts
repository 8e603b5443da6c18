import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { hostileNames } from "#tests/contract-suite/hostile-names.ts";
import { hostileParts } from "#tests/contract-suite/hostile-parts.ts";

const root = resolve(import.meta.dirname, "../..");
const run = promisify(execFile);

async function listTypes(): Promise<string[]> {
  const entries = await readdir(join(root, "resource-types"), { withFileTypes: true, recursive: true });
  return entries.filter(({ name }) => name === "definition.ts").map(({ parentPath }) => parentPath);
}

describe("every resource type", () => {
  it("runs the contract suite from its own folder", async () => {
    const types = await listTypes();
    expect(types.length).toBeGreaterThan(0);
    for (const folder of types) {
      const test = await readFile(join(folder, "contract.int.test.ts"), "utf8");
      expect(test).toMatch(/^ *describeContract\(/m);
    }
  });

  it("has a runbook", async () => {
    for (const folder of await listTypes())
      expect(await readFile(join(folder, "README.md"), "utf8")).toMatch(/^# Runbook/);
  });
});

describe("the index of resource types", () => {
  it("is what the generator writes", async () => {
    const check = run(process.execPath, ["scripts/generate-indexes.ts", "--check"], { cwd: root });
    await expect(check).resolves.toMatchObject({ stderr: "" });
  });

  it("is found stale when a folder came, and is current again once generated", async () => {
    const copy = await mkdtemp(join(tmpdir(), "latchkey-indexes-"));
    try {
      await mkdir(join(copy, "scripts"));
      await cp(join(root, "scripts/generate-indexes.ts"), join(copy, "scripts/generate-indexes.ts"));
      for (const type of ["b-type", "a-type", "no-type"])
        await mkdir(join(copy, "resource-types", type), { recursive: true });
      for (const type of ["b-type", "a-type"]) await writeFile(join(copy, "resource-types", type, "definition.ts"), "");
      const generate = (...args: string[]) =>
        run(process.execPath, ["scripts/generate-indexes.ts", ...args], { cwd: copy });
      await expect(generate("--check")).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("stale") });
      await generate();
      await generate("--check");
      const text = await readFile(join(copy, "resource-types/index.gen.ts"), "utf8");
      expect(text).toContain("[aType, bType]");
      expect(text).not.toContain("no-type");
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  });
});

describe("the hostile names", () => {
  const allowed = hostileNames.filter(({ name }) => /^[a-z][a-z0-9-]{2,24}$/.test(name));

  it("are 1,000 different ones, of which some are within the rule and most are not", () => {
    expect(new Set(hostileNames.map(({ name }) => name)).size).toBe(1000);
    expect(hostileNames).toHaveLength(1000);
    expect(allowed.length).toBeGreaterThan(150);
    expect(allowed.length).toBeLessThan(300);
  });

  it.each(Object.keys(hostileParts))("hold each part of the kind %j by itself and in a name", (kind) => {
    const parts = hostileParts[kind as keyof typeof hostileParts];
    const names = new Set(hostileNames.map(({ name }) => name));
    for (const part of parts) {
      expect(names.has(part), JSON.stringify(part)).toBe(true);
      const places = [`orders${part}`, `ord${part}ers`, `${part}orders`, `${"a".repeat(25)}${part}`];
      expect(
        places.some((name) => names.has(name)),
        JSON.stringify(part),
      ).toBe(true);
    }
  });

  it("reach beyond every length that a back end cuts names at, and hold bytes that none takes", () => {
    for (const bytes of [26, 63, 64, 65, 80, 81, 253, 255, 256]) {
      expect(
        hostileNames.some(({ name }) => Buffer.byteLength(name) === bytes),
        `${bytes}`,
      ).toBe(true);
    }
    for (const sign of ["\0", "\u202e", "\ud800", "\u{1d428}"]) {
      expect(
        hostileNames.some(({ name }) => name.includes(sign)),
        JSON.stringify(sign),
      ).toBe(true);
    }
  });
});
