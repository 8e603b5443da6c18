import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { catalogLayout } from "#server/catalog/catalog-layout.ts";
import { catalogLimits } from "#server/catalog/catalog-limits.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import { hostileFiles } from "#tests/factories/hostile-files.ts";
import { hostilePolicies } from "#tests/factories/hostile-policies.ts";

const shipped = join(import.meta.dirname, "../../catalog");
const cpuMsMax = 1000;
let dir = "";

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  await cp(shipped, dir, { recursive: true });
  // One of each kind: what is attacked is one file at a time, and a small set is quickly read.
  const spare = ["policies", "packs"].flatMap((folder) =>
    readdirSync(join(dir, folder)).map((name) => `${folder}/${name}`),
  );
  await Promise.all(spare.filter((path) => !kinds.includes(path)).map((path) => rm(join(dir, path))));
});
afterEach(() => rm(dir, { recursive: true }));

/** Of each kind of file one. */
const kinds = [
  ...catalogLayout.files,
  "templates/redis-small.yaml",
  "matrices/namespaces.yaml",
  "policies/dev-cost-cap.yaml",
  "packs/sox.yaml",
];

/** The first problem, found within the second that a start may lose to it; anything else that is thrown passes through. */
async function refusal(): Promise<string> {
  const before = process.threadCpuUsage();
  const error: unknown = await loadCatalog(dir).catch((thrown: unknown) => thrown);
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(cpuMsMax);
  if (!isAppError(error, "catalog_invalid")) throw error;
  const [first] = error.details.problems as CatalogProblem[];
  return `${relative(dir, first?.file ?? "")}:${first?.line}: ${first?.reason.replaceAll(`${dir}/`, "")}`;
}

const many = (unit: string) => unit.repeat(Math.floor(catalogLimits.fileBytes / unit.length));
const numbered = (unit: (index: number) => string, count: number) =>
  Array.from({ length: count }, (_, i) => unit(i)).join("");

describe.each(kinds)("%s", (file) => {
  const write = (text: string | Buffer) => writeFile(join(dir, file), text);

  test("is refused when it is not there, a folder, or a pipe that nobody writes to", async () => {
    const path = join(dir, file);
    await rm(path);
    await mkdir(path);
    expect(await refusal()).toBe(`${file}:1: it is no file`);
    await rm(path, { recursive: true });
    execFileSync("mkfifo", [path]);
    expect(await refusal()).toBe(`${file}:1: it is no file`);
    await rm(path);
    await symlink("missing", path);
    expect(await refusal()).toBe(`${file}:1: the file cannot be read (ENOENT)`);
    await rm(path);
    await symlink(basename(file), path);
    expect(await refusal()).toBe(`${file}:1: the file cannot be read (ELOOP)`);
  });

  test("is refused as a link that leads out of the folder, and read as one that stays inside", async () => {
    const path = join(dir, file);
    await cp(path, join(dir, "..kept"));
    await rm(path);
    await symlink(relative(dirname(path), join(dir, "..kept")), path);
    await loadCatalog(dir);
    for (const target of [join(shipped, file), "/etc/passwd", "/dev/zero"]) {
      await rm(path);
      await symlink(target, path);
      expect(await refusal()).toBe(`${file}:1: it leads out of the catalog folder: put the file itself here`);
    }
  });

  test("is refused when it is larger than a catalog file is, 10 MB included", async () => {
    await write(Buffer.alloc(10_000_000, "a"));
    expect(await refusal()).toBe(`${file}:1: the file has 10000000 bytes; at most 262144 are read`);
  });

  test("is refused when it is not text", async () => {
    await write(Buffer.concat([Buffer.from("# é\n# b\n"), Buffer.from([0x61, 0xff, 0x0a])]));
    expect(await refusal()).toBe(`${file}:3: the text is not UTF-8`);
  });

  test.each([
    ["an alias", "a: &a 1\nb: *a\n", 2, "the alias *a: write the value out"],
    ["a cycle", "a: &a\n  b: *a\n", 2, "the alias *a: write the value out"],
    [
      "a bomb",
      `a: &a [x]\n${numbered((i) => `b${i}: &b${i} [*a, *a, *a]\n`, 30)}`,
      2,
      "the alias *a: write the value out",
    ],
    ["a merge", "a: &a { b: 1 }\n<<: *a\n", 2, "the alias *a: write the value out"],
    ["a key that stands twice", "a: 1\n\na: 2\n", 3, "Map keys must be unique"],
    ["a tag", "a: !!js/function x\n", 1, "Unresolved tag: tag:yaml.org,2002:js/function"],
  ])("is refused with %s", async (_, text, line, reason) => {
    await write(text);
    expect(await refusal()).toBe(`${file}:${line}: ${reason}`);
  });

  test("is refused with a key that it does not know, at that key", async () => {
    const text = await readFile(join(dir, file), "utf8");
    await write(`${text}\nsurprise: 1\n`);
    expect(await refusal()).toBe(`${file}:${text.split("\n").length + 1}: the key surprise is not known here`);
  });
});

describe("a set", () => {
  test.each([...hostilePolicies, ...hostileFiles])(
    "with $title is refused",
    async ({ file, text, at, place = file, reason }) => {
      await mkdir(dirname(join(dir, file)), { recursive: true });
      await writeFile(join(dir, file), text);
      const line = text.split("\n").findIndex((one) => one.includes(at)) + 1;
      expect(await refusal()).toBe(`${place}:${line}: ${reason}`);
    },
  );
});

describe("a file of 256 KiB", () => {
  test.each<[string, string]>([
    ["unknown keys", numbered((i) => `k${i}: 1\n`, 25_000)],
    ["one key again and again", many("a: 1\n")],
    ["aliases", `a: &a 1\nb: [${many("*a, ").slice(50)}]`],
    ["brackets", many("[")],
    ["braces", many("{")],
    ["dashes", many("- ")],
    ["question marks", many("? ")],
    ["colons", many(": ")],
    ["quotes", many('"')],
    ["commas", `[${many(",").slice(2)}]`],
    ["tags", numbered((i) => `- !x${i} 1\n`, 18_000)],
    ["keys that are lists", numbered((i) => `? [a${i}]\n: 1\n`, 16_000)],
    ["directives", many("%A b\n")],
    ["tabs", many("\t- a\n")],
    ["empty lines", many("\n")],
    ["wrong teams", `teams:\n${many(" - { id: A }\n").slice(20)}`],
  ])("of %s is refused within a second", async (_, text) => {
    await writeFile(join(dir, "teams.yaml"), text);
    expect(await refusal()).toMatch(/^teams\.yaml:\d+: ./);
  });

  test("with ten thousand wrong names in one map is refused within a second", async () => {
    const factors = numbered((i) => `    a${i}x: 1\n`, 12_000);
    await writeFile(join(dir, "quotas.yaml"), `rates:\n  currency: USD\n  factors:\n${factors}quotas: []\n`);
    expect(await refusal()).toBe("quotas.yaml:4: there is no environment a0x");
  });
});

describe("a folder", () => {
  test.each(Object.keys(catalogLayout.folders))("%s of more than a thousand files is not read", async (folder) => {
    await Promise.all(
      Array.from({ length: catalogLimits.folderFiles }, (_, i) => writeFile(join(dir, folder, `x${i}.yaml`), "a: 1\n")),
    );
    expect(await refusal()).toBe(`${folder}:1: there are more than 1000 files`);
  });

  test("that is a link to one elsewhere is refused, file by file; so is one that nothing reads", async () => {
    await rm(join(dir, "policies"), { recursive: true });
    await symlink(join(shipped, "policies"), join(dir, "policies"));
    expect(await refusal()).toMatch(/^policies\/[a-z-]+\.yaml:1: it leads out of the catalog folder/);
    await rm(join(dir, "policies"));
    await symlink(join(shipped, "policies"), join(dir, "polices"));
    expect(await refusal()).toBe("polices:1: no catalog has such a folder");
  });

  test("of more than 16 MiB is not read", async () => {
    const text = many("#");
    await Promise.all(Array.from({ length: 64 }, (_, i) => writeFile(join(dir, `policies/x${i}.yaml`), text)));
    expect(await refusal()).toMatch(/^:1: the files have \d+ bytes together; at most 16777216 are read$/);
  });

  test("of many hostile files is given up on: half a megabyte is read to tell of other problems", async () => {
    const text = numbered((i) => `k${i}: 1\n`, 20_000);
    await Promise.all(Array.from({ length: 60 }, (_, i) => writeFile(join(dir, `policies/x${i}.yaml`), text)));
    expect(await refusal()).toMatch(/^policies\/x0\.yaml:\d+: it is made of more than 100000 parts$/);
  });
});

describe("a damaged file", () => {
  const damage = fc.oneof(
    fc.record({ kind: fc.constant("cut" as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
    fc.record({
      kind: fc.constant("flip" as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      mask: fc.integer({ min: 1, max: 255 }),
    }),
    fc.record({
      kind: fc.constant("drop" as const),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 1, max: 40 }),
    }),
  );

  test("is read or refused with file and line, whatever byte of it is lost or turned", async () => {
    const all = (await readdir(dir, { recursive: true })).filter((path) => path.endsWith(".yaml")).toSorted();
    const whole = new Map(
      await Promise.all(all.map(async (path) => [path, await readFile(join(shipped, path))] as const)),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...all), damage, async (path, harm) => {
        const bytes = Buffer.from(whole.get(path) ?? Buffer.alloc(0));
        const at = Math.min(bytes.length - 1, Math.floor(harm.at * bytes.length));
        const damaged = harm.kind === "cut" ? bytes.subarray(0, at) : bytes;
        if (harm.kind === "flip") bytes[at] = (bytes[at] ?? 0) ^ harm.mask;
        const left =
          harm.kind === "drop" ? Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + harm.length)]) : damaged;
        await writeFile(join(dir, path), left);
        const found: unknown = await loadCatalog(dir).catch((thrown: unknown) => thrown);
        await writeFile(join(dir, path), whole.get(path) ?? "");
        if (!(found instanceof Error)) return;
        expect(isAppError(found, "catalog_invalid"), String(found.stack)).toBe(true);
        const problems = isAppError(found) ? (found.details.problems as CatalogProblem[]) : [];
        expect(problems.length).toBeGreaterThan(0);
        for (const { file, line, reason } of problems) {
          expect(file.startsWith(dir)).toBe(true);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(reason).toMatch(/^[^\n]+$/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
