import { readFile } from "node:fs/promises";
import { dirname, join, normalize, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { listTree } from "#scripts/check/list-tree.ts";

const root = resolve(import.meta.dirname, "../..");
const read = (path: string) => readFile(join(root, path), "utf8");

describe("the documents", () => {
  let tree: Set<string>;
  let texts: readonly (readonly [path: string, text: string])[];

  beforeAll(async () => {
    tree = new Set(await listTree(root));
    const paths = [...tree].filter((path) => path.endsWith(".md"));
    texts = await Promise.all(paths.map(async (path) => [path, await read(path)] as const));
  });

  it("link to files that are there", () => {
    const broken = texts.flatMap(([path, text]) =>
      linksOf(text)
        .map((link) => normalize(join(dirname(path), link)))
        .filter((target) => !tree.has(target) && ![...tree].some((file) => file.startsWith(`${target}/`)))
        .map((target) => `${path} → ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("are all reached from the list of documents", () => {
    const links = new Map(
      texts.map(([path, text]) => [path, linksOf(text).map((link) => normalize(join(dirname(path), link)))]),
    );
    const lists = ["docs/README.md", "docs/adr/README.md", "docs/errors/README.md"];
    const reached = new Set(lists.flatMap((list) => links.get(list) ?? []));
    const documents = [...links.keys()].filter((path) => /^(docs|resource-types)\//.test(path) && path !== lists[0]);
    expect(documents.filter((path) => !reached.has(path))).toEqual([]);
  });

  it("name npm scripts that package.json has", async () => {
    const { scripts } = JSON.parse(await read("package.json")) as { scripts: Record<string, string> };
    const named = texts.flatMap(([path, text]) =>
      [...text.matchAll(/\bnpm (?:run )?(start|test|[a-z]+(?::[a-z0-9]+)?)\b/g)]
        .map((match) => match[1] ?? "")
        .filter((name) => !["ci", "install", "run", "and", "scripts", "packages", "on"].includes(name))
        .filter((name) => !(name in scripts))
        .map((name) => `${path}: npm run ${name}`),
    );
    expect(named).toEqual([]);
  });

  it("run scripts that are there", () => {
    const missing = texts.flatMap(([path, text]) =>
      [...text.matchAll(/\bnode ((?:scripts|deploy|workers|reveal|cli|tests|bench)\/[\w./-]+\.(?:ts|mjs))/g)]
        .map((match) => match[1] ?? "")
        .filter((script) => !tree.has(script))
        .map((script) => `${path}: node ${script}`),
    );
    expect(missing).toEqual([]);
  });

  it("list every setting that a process reads, and none besides", async () => {
    const source = await read("server/settings.ts");
    const fixed = [...source.matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? "");
    const settings = [...fixed, ...(await adminUrls())];
    const readme = await read("README.md");
    const table = readme.slice(readme.indexOf("## Settings"));
    const listed = [...table.matchAll(/`(_?[A-Z][A-Z_]+)`/g)].map((match) => match[1] ?? "");
    const full = new Set(listed.map((name) => (name.startsWith("_") ? `DATABASE_URL${name}` : name)));
    expect(settings.filter((name) => !full.has(name))).toEqual([]);
    const placeholders = ["NAME_FILE", "PORT", "REVEAL_PORT"];
    expect([...full].filter((name) => !settings.includes(name) && !placeholders.includes(name))).toEqual([]);
  });
});

/** Settings that connect the servers of back ends, each named as the secret is that it goes to. */
async function adminUrls(): Promise<string[]> {
  const named = (await read("catalog/backends.yaml")).matchAll(/secrets\/([a-z]+-(?:admin|management)-url)$/gm);
  const made = ["TARGET_ADMIN_URL", "CACHE_ADMIN_URL"];
  return [...named]
    .map(([, name = ""]) => name.replaceAll("-", "_").toUpperCase())
    .filter((name) => !made.includes(name));
}

/** Targets of Markdown links within the tree, without their anchors. */
function linksOf(text: string): string[] {
  const outside = /^([a-z]+:|#|\/)/;
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? "")
    .filter((link) => !outside.test(link))
    .map((link) => link.replace(/#.*$/, ""));
}
