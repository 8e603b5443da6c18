import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAppError } from "#domain/errors/app-error.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import type { CatalogProblem } from "#server/catalog/catalog-problem.ts";
import { brokenCatalogs } from "#tests/factories/broken-catalogs.ts";
import { brokenGuardrails } from "#tests/factories/broken-guardrails.ts";

const shipped = join(import.meta.dirname, "../../catalog");
let dir = "";

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  await cp(shipped, dir, { recursive: true });
});
afterEach(() => rm(dir, { recursive: true }));

/** Replaces text that stands once in a file of the copy. */
async function edit(file: string, from: string, to: string): Promise<void> {
  const path = join(dir, file);
  const text = await readFile(path, "utf8");
  expect(text.split(from), `${file} holds ${JSON.stringify(from)} once`).toHaveLength(2);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}

/** The refusal's `file:line: reason`, the file as it is named inside the catalog. */
async function refusal(): Promise<string> {
  try {
    await loadCatalog(dir);
  } catch (error) {
    if (isAppError(error, "catalog_invalid")) {
      return error.message.replaceAll(`${dir}/`, "").replace(/ \(and \d+ more\)$/, "");
    }
    throw error;
  }
  return "accepted";
}

/** Every problem, named likewise. */
async function problems(): Promise<string[]> {
  const error: unknown = await loadCatalog(dir).catch((thrown: unknown) => thrown);
  const found = isAppError(error, "catalog_invalid") ? (error.details.problems as CatalogProblem[]) : [];
  return found.map(({ file, line, reason }) => `${file.replace(`${dir}/`, "")}:${line}: ${reason}`);
}

/** The line, from 1, on which `text` first stands in a file of the copy. */
async function lineOf(file: string, text: string): Promise<number> {
  const lines = (await readFile(join(dir, file), "utf8")).split("\n");
  return lines.findIndex((line) => line.includes(text)) + 1;
}

const small = "templates/postgres-small.yaml";
const large = "templates/postgres-large.yaml";

describe("loadCatalog", () => {
  test.each([...brokenCatalogs, ...brokenGuardrails])("refuses $title", async ({ file, from, to, at, reason }) => {
    await edit(file, from, to);
    expect(await refusal()).toBe(`${file}:${await lineOf(file, at ?? to)}: ${reason}`);
  });

  test("refuses a template that no back end serves in an environment it is offered in", async () => {
    const offered = "type: postgres-database\n    environments: [dev, staging";
    await edit("backends.yaml", `${offered}, production]`, `${offered}]`);
    const line = await lineOf(large, "environments: [");
    expect(await refusal()).toBe(
      `${large}:${line}: no back end in backends.yaml serves postgres-database in production`,
    );
  });

  test("refuses a template that no matrix names", async () => {
    await edit("matrices/namespaces.yaml", "templates: [namespace-small]", "templates: [gone]");
    expect(await problems()).toContain(
      "templates/namespace-small.yaml:1: no matrix names the template namespace-small",
    );
  });

  test("refuses a rate in another currency than the rate card's, where it stands", async () => {
    await edit("quotas.yaml", "currency: USD", "currency: EUR");
    const line = await lineOf(small, "monthlyCost");
    expect(await problems()).toContain(`${small}:${line}: the rate card is in EUR`);
  });

  test("lists every problem of every file, not the first alone", async () => {
    await edit(small, "position: 10", "positon: 10");
    await edit("teams.yaml", "name: Search", "nom: Search");
    const error: unknown = await loadCatalog(dir).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      message: expect.stringContaining(" (and 2 more)"),
      details: { problems: [{ line: 12 }, { line: 13 }, { line: 2 }] },
    });
  });

  test.each(["environments.yaml", "teams.yaml", "backends.yaml"])("refuses a catalog without %s", async (file) => {
    await rm(join(dir, file));
    expect(await refusal()).toBe(`${file}:1: the file cannot be read (ENOENT)`);
  });

  test("refuses a catalog without templates", async () => {
    for (const name of await readdir(join(dir, "templates"))) await rm(join(dir, "templates", name));
    expect(await refusal()).toBe("templates:1: there is no template");
    await rm(join(dir, "templates"), { recursive: true });
    expect(await refusal()).toBe("templates:1: the folder cannot be read (ENOENT)");
  });

  test("refuses a template that would be passed over because of its name", async () => {
    await rename(join(dir, large), join(dir, "templates/postgres-large.yml"));
    expect(await refusal()).toBe("templates/postgres-large.yml:1: the name of a catalog file ends in .yaml");
  });

  test.each([
    ["an empty file", "", "Invalid input: expected object, received null"],
    ["a list", "- a", "Invalid input: expected object, received array"],
    [
      "a bracket left open",
      "teams: [",
      "Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    ["nesting that exhausts the stack", "[".repeat(100_000), "the nesting is too deep"],
    ["a file too large to be one", "#".repeat(300_000), "the file has 300000 bytes; at most 262144 are read"],
    ["a bomb of aliases", "a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]", "the alias *a: write the value out"],
  ])("refuses %s", async (_, text, reason) => {
    await writeFile(join(dir, "teams.yaml"), text);
    expect((await refusal()).replace(/^teams\.yaml:\d+: /, "")).toBe(reason);
  });

  test.each([500, 1000, 2000, 4000, 8000, 16_000])(
    "refuses nesting of depth %i without falling over",
    async (depth) => {
      await writeFile(join(dir, "teams.yaml"), `${"[".repeat(depth)}${"]".repeat(depth)}`);
      expect(await refusal()).toMatch(/^teams\.yaml:1: (the nesting is too deep|Invalid input: expected object)/);
    },
  );

  test("gives the same version to the same content, whatever its layout, and another to other content", async () => {
    const version = async () => (await loadCatalog(dir)).templates.get("postgres-small")?.version;
    const first = await version();
    expect(first).toMatch(/^postgres-small@sha256:[0-9a-f]{64}$/);
    await edit(small, "id: postgres-small\nposition: 10\n", "# moved\nposition:   10\nid: 'postgres-small'\n");
    expect(await version()).toBe(first);
    await edit(small, "connectionLimit: 25", "connectionLimit: 26");
    expect(await version()).not.toBe(first);
  });

  test("counts the admin group of the settings as one more group of admins", async () => {
    const { platformRoles } = await loadCatalog(dir, { adminGroup: "it-admins" });
    expect(platformRoles.admin).toEqual(["latchkey-admins", "it-admins"]);
    expect((await loadCatalog(dir)).platformRoles.admin).toEqual(["latchkey-admins"]);
  });
});
