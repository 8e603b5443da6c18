import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { showCatalogSet } from "#server/catalog/show-catalog-set.ts";
import { openContext } from "#server/context.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const shipped = join(import.meta.dirname, "../../catalog");
const small = "templates/postgres-small.yaml";

/** A server on a copy of the shipped catalog, and what changes the copy. */
async function openOnCopy() {
  const dir = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await cp(shipped, dir, { recursive: true });
  const server = await openTestServer({ CATALOG_DIR: dir });
  const edit = async (file: string, from: string, to: string) => {
    const text = await readFile(join(dir, file), "utf8");
    expect(text).toContain(from);
    await writeFile(
      join(dir, file),
      text.replace(from, () => to),
    );
    // Two looks: a set that is still being written is not taken.
    await server.web.catalogKeeper.look();
    await server.web.catalogKeeper.look();
  };
  return { dir, server, edit };
}

test("a running context takes up a changed set with its template versions, and decides by it", async () => {
  const { server, edit } = await openOnCopy();
  const first = server.web.catalog.digest;
  await edit(small, "default: 168", "default: 24");
  expect(server.web.catalog.digest).not.toBe(first);
  const version = server.web.catalog.templates.get("postgres-small")?.version;
  expect(await server.web.db.query(sql`SELECT id FROM template_versions WHERE id = ${version}`)).toHaveLength(1);
  const request = await server.submit("dana");
  expect(request).toMatchObject({ lifetimeHours: 24, state: "approved" });
  expect(`${request.template.id}@${request.template.version.split("@").at(-1)}`).toBe(version);
});

test("a refused set changes nothing but what its keepers are shown, and is gone when it is mended", async () => {
  const { dir, server, edit } = await openOnCopy();
  const [priya, dana] = [await server.actor("priya"), await server.actor("dana")];
  const good = server.web.catalog;
  await edit(small, "position: 10", "positon: 10");
  await edit("teams.yaml", "name: Search", "nom: Search");
  expect(server.web.catalog).toBe(good);
  const shown = await showCatalogSet(server.web, priya);
  expect(shown.digest).toBe(good.digest);
  const line = (await readFile(join(dir, "teams.yaml"), "utf8")).split("\n").findIndex((text) => text.includes("nom:"));
  expect(shown.refusals).toMatchObject([{ processes: ["web"], more: 0 }]);
  expect(shown.refusals[0]?.problems).toContainEqual({
    file: join(dir, "teams.yaml"),
    line: line + 1,
    reason: "the key nom is not known here",
  });
  expect(shown.refusals[0]?.problems).toContainEqual({
    file: join(dir, small),
    line: 2,
    reason: "the key positon is not known here",
  });
  await expect(showCatalogSet(server.web, dana)).rejects.toMatchObject({ code: "not_found" });
  // A start on the broken files is refused; what serves is not taken from the ledger, which web can write.
  await expect(openContext("worker", server.worker.ctx.settings)).rejects.toMatchObject({ code: "catalog_invalid" });
  await edit(small, "positon: 10", "position: 10");
  await edit("teams.yaml", "nom: Search", "name: Search");
  expect(await showCatalogSet(server.web, priya)).toMatchObject({ refusals: [], digest: good.digest, previous: null });
});

test("shows the diff to the set before, and which process serves another", async () => {
  const { server, edit } = await openOnCopy();
  const priya = await server.actor("priya");
  const first = server.web.catalog.digest;
  await edit(small, "default: 168", "default: 24");
  const shown = await showCatalogSet(server.web, priya);
  expect(shown).toMatchObject({
    previous: { digest: first },
    elsewhere: [{ process: "worker", digest: first }],
    changes: [
      { path: small, kind: "changed", values: [{ path: "lifetimeHours.default", before: "168", after: "24" }] },
    ],
  });
  // Back again: the set before is now the one that was tried.
  const second = server.web.catalog.digest;
  await edit(small, "default: 24", "default: 168");
  expect(await showCatalogSet(server.web, priya)).toMatchObject({
    digest: first,
    elsewhere: [],
    previous: { digest: second },
  });
});

test("a process that takes up the set of another, or refuses files, does not make a set newer than it is", async () => {
  const { server, edit } = await openOnCopy();
  const servedAt = async () =>
    Object.fromEntries(
      (
        await server.web.db.query<{ digest: string; at: string }>(
          sql`SELECT digest, served_at::text AS at FROM catalog_sets`,
        )
      ).map(({ digest, at }) => [digest, at]),
    );
  const late = await openContext("worker", server.worker.ctx.settings);
  onTestFinished(() => late.db.close());
  const lookLate = async () => [await late.catalogKeeper.look(), await late.catalogKeeper.look()];
  await edit(small, "default: 168", "default: 24");
  const before = await servedAt();
  expect(Object.keys(before)).toHaveLength(2);
  await edit(small, "position: 10", "positon: 10");
  await lookLate();
  expect(late.catalog.digest).not.toBe(server.web.catalog.digest);
  expect(await servedAt()).toEqual(before);
  await edit(small, "positon: 10", "position: 10");
  await lookLate();
  expect(late.catalog.digest).toBe(server.web.catalog.digest);
  expect(await servedAt()).toEqual(before);
});
