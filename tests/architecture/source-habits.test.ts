import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { listTree } from "#scripts/check/list-tree.ts";
import { findComposedSql } from "#tests/architecture/find-composed-sql.ts";
import { findUndocumented } from "#tests/architecture/find-undocumented.ts";

const root = resolve(import.meta.dirname, "../..");
const product = /^(app|components|domain|resource-types|server|workers|reveal|cli)\/.*\.tsx?$/;
const isTest = /\.test\.tsx?$/;
const sources = (await listTree(root)).filter(
  (path) => product.test(path) && !isTest.test(path) && !path.includes(".gen."),
);

async function findAll(find: (text: string) => string[], paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const text = await readFile(join(root, path), "utf8");
    found.push(...find(text).map((what) => `${path}: ${what}`));
  }
  return found;
}

describe("the source", () => {
  it("documents every export", async () => {
    expect(await findAll(findUndocumented, sources)).toEqual([]);
  });

  it("composes no SQL from strings", async () => {
    expect(await findAll(findComposedSql, sources)).toEqual([]);
  });

  it("keeps clock and dice out of the rules", async () => {
    const impure = (text: string) => text.match(/new Date\(\)|Date\.now\(|Math\.random\(|process\.env/g) ?? [];
    const rules = sources.filter((path) => path.startsWith("domain/"));
    expect(await findAll((text) => [...impure(text)], rules)).toEqual([]);
  });
});

describe("the search for exports without a docstring", () => {
  it.each([
    "export function f() {}",
    "export const a = 1;",
    "export type T = 1;",
    "export interface I {}",
    "export class C {}",
  ])("finds %s", (line) => expect(findUndocumented(`import x from "y";\n\n${line}\n`)).toHaveLength(1));

  it("accepts a docstring above, and a type read off its schema", () => {
    expect(findUndocumented("/** Says it. */\nexport function f() {}\n")).toEqual([]);
    expect(findUndocumented("export type T = z.infer<typeof schema>;\n")).toEqual([]);
  });
});

describe("the search for SQL composed from strings", () => {
  it.each([
    "db.query(`SELECT ${name}`)",
    'db.query("SELECT " + name)',
    "tx.$queryRawUnsafe(text)",
    "db.query({ text: `DROP ${x}` })",
  ])("finds %s", (line) => expect(findComposedSql(`const a = 1;\n${line};\n`)).toHaveLength(1));

  it("accepts tagged templates and constant text", () => {
    expect(findComposedSql("db.query(sql`SELECT ${id}`);\ndb.query('SELECT 1');\ndb.query(`SELECT 1`);")).toEqual([]);
  });
});
