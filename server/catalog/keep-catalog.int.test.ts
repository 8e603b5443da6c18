import { cp, link, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { rulesOf } from "#domain/guardrails/rules-of.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { keepCatalog, type CatalogStanding } from "#server/catalog/keep-catalog.ts";

const shipped = join(import.meta.dirname, "../../catalog");
const small = "templates/postgres-small.yaml";
let dir = "";
let clock = 0;
let recorded: CatalogStanding[] = [];
let told: string[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  await cp(shipped, dir, { recursive: true });
  [clock, recorded, told] = [0, [], []];
});
afterEach(() => rm(dir, { recursive: true }));

async function edit(file: string, from: string, to: string): Promise<void> {
  const path = join(dir, file);
  await writeFile(
    path,
    (await readFile(path, "utf8")).replace(from, () => to),
  );
}

/** A keeper of the copy, and a look that sees what was written through. */
async function keep(record = (standing: CatalogStanding) => Promise.resolve(void recorded.push(standing))) {
  const tell = (_: object, message: string) => told.push(message.replaceAll(`${dir}/`, ""));
  const log = { info: tell, warn: tell } as unknown as Parameters<typeof keepCatalog>[0]["log"];
  const keeper = await keepCatalog({ dir, log, record, now: () => clock });
  return { keeper, look: async () => [await keeper.look(), await keeper.look()] };
}

const titleOf = (catalog: CatalogStanding["catalog"]) => catalog.templates.get("postgres-small")?.title;

describe("keepCatalog", () => {
  test("records a set before it is served, with what every file says", async () => {
    const servedAtRecord: unknown[] = [];
    const { keeper, look } = await keep(async (standing) => {
      servedAtRecord.push(recorded.length === 0 ? null : titleOf(keeper.catalog));
      recorded.push(standing);
    });
    await edit(small, "title: Postgres, small", "title: Postgres, tiny");
    await look();
    expect(titleOf(keeper.catalog)).toBe("Postgres, tiny");
    expect(servedAtRecord).toEqual([null, "Postgres, small"]);
    expect(Object.keys(recorded[1]?.documents ?? {})).toContain("matrices/data-stores.yaml");
    expect(recorded[1]?.documents[small]).toMatchObject({ title: "Postgres, tiny" });
  });

  test("takes nothing that is still being written: two looks must find the same", async () => {
    const { keeper } = await keep();
    await edit(small, "title: Postgres, small", "title: Postgres, tiny");
    expect(await keeper.look()).toBe("unsettled");
    await edit("teams.yaml", "name: Search", "name: Find");
    expect(await keeper.look()).toBe("unsettled");
    expect(titleOf(keeper.catalog)).toBe("Postgres, small");
    expect(await keeper.look()).toBe("settled");
    expect([titleOf(keeper.catalog), keeper.catalog.teams.get("search")?.name]).toEqual(["Postgres, tiny", "Find"]);
  });

  test("refuses a broken set, says so once, and goes on serving the last good one until it is mended", async () => {
    const { keeper, look } = await keep();
    const before = keeper.catalog;
    await edit(small, "position: 10", "positon: 10");
    await look();
    await look();
    expect(keeper.catalog).toBe(before);
    const place = `${small}:2: the key positon is not known here`;
    expect(told).toEqual([`the catalog on disk is refused, the last good set serves: ${place}`]);
    expect(recorded.at(-1)).toMatchObject({
      catalog: { digest: before.digest },
      refusal: { count: 1, problems: [{ line: 2 }] },
    });
    await edit(small, "positon: 10", "position: 10");
    await look();
    expect([keeper.catalog, recorded.at(-1)?.refusal]).toEqual([before, null]);
    expect(told[1]).toBe("the catalog on disk is the set that serves again");
  });

  test("serves the same set on when only comments and layout change, with the rules made of it", async () => {
    const { keeper, look } = await keep();
    const { catalog } = keeper;
    await edit(small, "position: 10", "# first\nposition:   10");
    await edit("environments.yaml", "sizeScale: [small,", "sizeScale: [ 'small',");
    expect(await look()).toEqual(["unsettled", "settled"]);
    expect(keeper.catalog).toBe(catalog);
    expect(rulesOf(keeper.catalog)).toBe(rulesOf(catalog));
    expect([recorded.length, told]).toEqual([1, []]);
  });

  test.each([
    ["removed", () => rm(join(dir, "teams.yaml"))],
    ["renamed", () => rename(join(dir, "teams.yaml"), join(dir, "team.yaml"))],
    [
      "replaced by a folder",
      () => rm(join(dir, "teams.yaml")).then(() => cp(shipped, join(dir, "teams.yaml"), { recursive: true })),
    ],
  ])("notices that a file is %s", async (_, change) => {
    const { look } = await keep();
    await change();
    expect(await look()).toEqual(["unsettled", "settled"]);
    expect(told[0]).toMatch(/^the catalog on disk is refused/);
  });

  test("notices that the target of a link was swapped, as mounted volumes do", async () => {
    await rename(join(dir, small), join(dir, "..one"));
    await cp(join(dir, "..one"), join(dir, "..two"));
    await edit("..two", "title: Postgres, small", "title: Postgres, tiny");
    await symlink("../..one", join(dir, small));
    const { keeper, look } = await keep();
    await symlink("../..two", join(dir, "templates/.swap"));
    await rename(join(dir, "templates/.swap"), join(dir, small));
    await look();
    expect(titleOf(keeper.catalog)).toBe("Postgres, tiny");
  });

  test("serves nothing that could not be recorded, and tries again at the next look", async () => {
    let isDown = false;
    const { keeper, look } = await keep(async () => {
      if (isDown) throw new Error("no database");
    });
    isDown = true;
    await edit(small, "title: Postgres, small", "title: Postgres, tiny");
    await look();
    await keeper.look();
    expect(titleOf(keeper.catalog)).toBe("Postgres, small");
    expect(told).toHaveLength(2);
    isDown = false;
    await keeper.look();
    expect(titleOf(keeper.catalog)).toBe("Postgres, tiny");
  });

  test("reads a refused set again after a minute, though nothing shows a change: a disk may have recovered", async () => {
    const { keeper, look } = await keep();
    // One file in two places, and a link that leads to it by way of one that is turned from outside to inside.
    const outside = await mkdtemp(join(tmpdir(), "latchkey-outside-"));
    onTestFinished(() => rm(outside, { recursive: true }));
    await mkdir(join(outside, "far"));
    await mkdir(join(dir, "..near"));
    await edit("teams.yaml", "name: Search", "name: Find");
    await link(join(dir, "teams.yaml"), join(outside, "far/teams.yaml"));
    await rename(join(dir, "teams.yaml"), join(dir, "..near/teams.yaml"));
    await symlink(join(outside, "far"), join(outside, "way"));
    await symlink(join(outside, "way/teams.yaml"), join(dir, "teams.yaml"));
    await look();
    expect(told[0]).toContain("teams.yaml:1: it leads out of the catalog folder");
    await rm(join(outside, "way"));
    await symlink(join(dir, "..near"), join(outside, "way"));
    clock = 59_999;
    await look();
    expect(keeper.catalog.teams.get("search")?.name).toBe("Search");
    clock = 60_000;
    await look();
    expect(keeper.catalog.teams.get("search")?.name).toBe("Find");
  });

  test("holds a use case to the set that it began with", async () => {
    const { keeper, look } = await keep();
    const ctx = {
      get catalog() {
        return keeper.catalog;
      },
    };
    const one = atOneSet(ctx);
    await edit(small, "title: Postgres, small", "title: Postgres, tiny");
    await look();
    expect([titleOf(one.catalog), titleOf(ctx.catalog)]).toEqual(["Postgres, small", "Postgres, tiny"]);
  });

  test("does not start on a broken set", async () => {
    await edit(small, "position: 10", "positon: 10");
    await expect(keep()).rejects.toMatchObject({ code: "catalog_invalid" });
    expect(recorded).toEqual([]);
  });
});
