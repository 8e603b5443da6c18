import { describe, expect, onTestFinished, test } from "vitest";
import pg from "pg";
import { externalNames } from "#resource-types/postgres-database/external-names.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideOrphan } from "#server/reconcile/decide-orphan.ts";
import { listOrphans } from "#server/reconcile/list-orphans.ts";
import { claimSurveys, surveyBackend } from "#server/reconcile/survey-backends.ts";
import { tendOrphans } from "#server/reconcile/tend-orphans.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { newId } from "#server/ids/new-id.ts";
import { openDriftingResource } from "#tests/harness/drifting-resource.ts";
import { codeOf } from "#tests/harness/held-resource.ts";
import { targetAdminUrl } from "#tests/harness/target.ts";

const backend = "embedded-postgres";
const password = "left-behind";

/** An installation whose back end is shared with other tests, and a database on it with our mark that nobody owns. */
async function openStranded({ exclusive = false, known = false }: { exclusive?: boolean; known?: boolean } = {}) {
  const it = await openDriftingResource();
  if (known) {
    await releaseResource(it.web, it.dana, { id: it.resourceId });
    await executeRun(it.worker, (await startReleaseRun(it.worker, it.resourceId)) ?? "");
    await it.admin.query(sql`UPDATE resources SET destroyed_at = now() - interval '1 hour'`);
  }
  const { name } = await it.resource();
  const resourceId = known ? it.resourceId : newId("res");
  const names = externalNames({ resourceId, requestId: "", team: "", environment: "", name, generation: 2 });
  await strand(it.root, names);
  // Only what is this test's own may be touched on a server that others use too.
  const ownOnly = {
    ...it.worker,
    ctx: {
      ...it.worker.ctx,
      catalog: {
        ...it.worker.ctx.catalog,
        backends: new Map([...it.worker.ctx.catalog.backends].map(([key, value]) => [key, { ...value, exclusive }])),
      },
    },
    resourceType: (id: string) => {
      const type = it.worker.resourceType(id);
      const listOwned = type?.listOwned;
      return (
        type &&
        listOwned && {
          ...type,
          listOwned: async (ctx: Parameters<typeof listOwned>[0]) =>
            (await listOwned(ctx)).filter((object) => [resourceId, it.resourceId].includes(object.resourceId)),
        }
      );
    },
  };
  onTestFinished(() => clean(names));
  const exists = async (database = names.database) =>
    (await it.root.query("SELECT 1 FROM pg_database WHERE datname = $1", [database])).rows.length === 1;
  const survey = async (times = 1) => {
    for (let time = 0; time < times; time++) await surveyBackend(ownOnly, backend);
  };
  await claimSurveys(ownOnly);
  const open = async () => (await listOrphans(it.web, it.priya, {})).items;
  return { ...it, stranded: { resourceId, ...names }, worker: ownOnly, exists, survey, open };
}

type Names = ReturnType<typeof externalNames>;

async function strand(root: pg.Client, { holderRole, ownerRole, loginRole, database, marker }: Names): Promise<void> {
  for (const role of [holderRole, ownerRole, loginRole]) {
    await root.query(`CREATE ROLE "${role}"`);
    await root.query(`COMMENT ON ROLE "${role}" IS '${marker}'`);
  }
  await root.query(`ALTER ROLE "${loginRole}" LOGIN PASSWORD '${password}'`);
  await root.query(`GRANT "${ownerRole}" TO "${loginRole}"`);
  await root.query(`CREATE DATABASE "${database}" OWNER "${holderRole}"`);
}

async function clean({ database, holderRole, ownerRole, loginRole }: Names): Promise<void> {
  const root = new pg.Client({ connectionString: targetAdminUrl() });
  await root.connect();
  await root.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
  for (const role of [loginRole, ownerRole, holderRole]) await root.query(`DROP ROLE IF EXISTS "${role}"`);
  await root.end();
}

/** SQLSTATE with which the login that was left behind is refused; null where it is let in. */
async function refusalOf({ database, loginRole }: Names): Promise<string | null> {
  const url = new URL(targetAdminUrl());
  const client = new pg.Client({ host: url.hostname, port: Number(url.port), database, user: loginRole, password });
  return client.connect().then(
    () => client.end().then(() => null),
    (error: { code?: string }) => error.code ?? "refused",
  );
}

describe("a database that was left behind", () => {
  test("by a resource that the ledger knows to be destroyed is found at once, blocked, and deleted only after", async () => {
    const it = await openStranded({ known: true });
    expect(await refusalOf(it.stranded)).toBeNull();
    await it.survey();
    expect(await it.open()).toMatchObject([{ why: "destroyed", state: "found", resourceId: it.stranded.resourceId }]);
    expect(await it.told("orphan.found")).toEqual(["omar", "priya"]);
    await tendOrphans(it.worker);
    expect(await it.open()).toMatchObject([{ state: "quarantined", deleteAfter: expect.any(String), failure: null }]);
    expect(await refusalOf(it.stranded)).not.toBeNull();
    expect(await it.exists()).toBe(true);
    await tendOrphans(it.worker);
    expect(await it.exists()).toBe(true);
    await it.admin.query(sql`UPDATE orphans SET delete_after = now() - interval '1 second', due_at = now()`);
    await tendOrphans(it.worker);
    expect(await it.exists()).toBe(false);
    expect(await it.open()).toEqual([]);
    expect((await listOrphans(it.web, it.ava, { only: "all" })).items).toMatchObject([{ state: "deleted" }]);
    await it.survey(2);
    expect(await it.open()).toEqual([]);
  });

  test("by nobody whom the ledger knows is blocked and deleted only as somebody of the platform asks", async () => {
    const it = await openStranded();
    await it.survey(3);
    await tendOrphans(it.worker);
    const [found] = await it.open();
    expect(found).toMatchObject({ why: "unknown", state: "found" });
    expect(await refusalOf(it.stranded)).toBeNull();
    const id = found?.id ?? "";
    expect(await codeOf(decideOrphan(it.web, it.priya, { id, action: "delete", reason: "Old." }))).toBe("wrong_state");
    await decideOrphan(it.web, it.priya, { id, action: "quarantine", reason: "Nobody knows it." });
    await tendOrphans(it.worker, { quarantineDays: 0 });
    expect(await it.open()).toMatchObject([{ state: "quarantined", deleteAfter: null, wanted: null }]);
    expect(await refusalOf(it.stranded)).not.toBeNull();
    await tendOrphans(it.worker);
    expect(await it.exists()).toBe(true);
    await decideOrphan(it.web, it.omar, { id, action: "delete", reason: "Nobody missed it." });
    await tendOrphans(it.worker);
    expect(await it.exists()).toBe(false);
  });

  test("on a back end of this installation alone is blocked after two looks, and deleted when its time is over", async () => {
    const it = await openStranded({ exclusive: true });
    await it.survey();
    await tendOrphans(it.worker);
    expect(await refusalOf(it.stranded)).toBeNull();
    await it.survey();
    await tendOrphans(it.worker, { quarantineDays: 0 });
    expect(await refusalOf(it.stranded)).not.toBeNull();
    await tendOrphans(it.worker);
    expect(await it.exists()).toBe(false);
  });

  test("is neither blocked nor deleted while an alarm says that the ledger is an older one, whoever asks", async () => {
    const it = await openStranded({ exclusive: true });
    await it.admin.query(sql`INSERT INTO ledger_alarms (code, message) VALUES ('rollback', 'It is an older one.')`);
    await it.survey(3);
    await tendOrphans(it.worker, { quarantineDays: 0 });
    const [found] = await it.open();
    expect(found).toMatchObject({ state: "found" });
    const asked = decideOrphan(it.web, it.priya, { id: found?.id ?? "", action: "quarantine", reason: "x" });
    expect(await codeOf(asked)).toBe("wrong_state");
    expect(await refusalOf(it.stranded)).toBeNull();
    await it.admin.query(sql`DELETE FROM ledger_alarms`);
    await tendOrphans(it.worker, { quarantineDays: 0 });
    await it.admin.query(sql`INSERT INTO ledger_alarms (code, message) VALUES ('rollback', 'It is an older one.')`);
    await it.admin.query(sql`UPDATE orphans SET due_at = now() - interval '1 ms'`);
    await tendOrphans(it.worker);
    expect(await it.exists()).toBe(true);
  });

  test("under a name that we would not give is left untouched, whatever its mark says", async () => {
    const it = await openStranded({ exclusive: true });
    const foreign = "not_ours_abcdefgh";
    await it.root.query(`CREATE ROLE ${foreign}_owner`);
    await it.root.query(`COMMENT ON ROLE ${foreign}_owner IS '${it.stranded.marker}'`);
    onTestFinished(async () => {
      const root = new pg.Client({ connectionString: targetAdminUrl() });
      await root.connect();
      await root.query(`DROP ROLE IF EXISTS ${foreign}_owner`);
      await root.end();
    });
    await it.survey(2);
    await tendOrphans(it.worker);
    expect(await it.open()).toMatchObject([{ state: "found", failure: expect.stringContaining("by hand") }]);
    expect(await refusalOf(it.stranded)).toBeNull();
    const { rows } = await it.root.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [`${foreign}_owner`]);
    expect(rows).toHaveLength(1);
  });
});

describe("no orphan", () => {
  test("is what is being built, in use, frozen or on its way out, nor what was destroyed a moment ago", async () => {
    const it = await openStranded({ known: true });
    await it.admin.query(sql`UPDATE resources SET destroyed_at = now()`);
    await it.survey(2);
    expect(await it.open()).toEqual([]);
    for (const state of ["creating", "active", "frozen", "destroying"]) {
      await it.admin.query(sql`UPDATE resources SET state = ${state}, destroyed_at = now() - interval '1 hour'`);
      await it.survey(2);
      expect(await it.open()).toEqual([]);
    }
    await it.admin.query(sql`UPDATE resources SET state = 'destroyed'`);
    await it.admin.query(sql`UPDATE runs SET state = 'running', finished_at = NULL WHERE kind = 'release'`);
    await it.survey(2);
    expect(await it.open()).toEqual([]);
    await it.admin.query(sql`UPDATE runs SET state = 'succeeded'`);
    await it.survey();
    expect(await it.open()).toHaveLength(1);
  });

  test("is left that has an owner again by the time it would be touched", async () => {
    const it = await openStranded({ known: true });
    await it.survey();
    await it.admin.query(sql`UPDATE resources SET state = 'active'`);
    await tendOrphans(it.worker);
    expect(await it.open()).toMatchObject([{ state: "found", failure: expect.stringContaining("not ours") }]);
    expect(await refusalOf(it.stranded)).toBeNull();
    await it.survey();
    expect(await it.open()).toEqual([]);
  });

  test("is what somebody removed meanwhile: it is written down as gone", async () => {
    const it = await openStranded({ known: true });
    await it.survey();
    await clean(it.stranded);
    await it.survey();
    expect((await listOrphans(it.web, it.rae, { only: "all" })).items).toMatchObject([{ state: "gone" }]);
  });
});

test("what nobody owns is shown to the platform's roles alone, and decided by its people", async () => {
  const it = await openStranded({ known: true });
  await it.survey();
  const [found] = await it.open();
  const id = found?.id ?? "";
  for (const stranger of ["dana", "lee", "noor"] as const) {
    expect(await codeOf(listOrphans(it.web, it.actors[stranger], {}))).toBe("forbidden");
    const asked = decideOrphan(it.web, it.actors[stranger], { id, action: "quarantine", reason: "x" });
    expect(await codeOf(asked)).toBe("not_found");
  }
  for (const reader of ["sam", "ava"] as const) {
    const asked = decideOrphan(it.web, it.actors[reader], { id, action: "quarantine", reason: "x" });
    expect(await codeOf(asked)).toBe("forbidden");
  }
  const bot = { ...it.priya, kind: "service_account" as const };
  expect(await codeOf(decideOrphan(it.web, bot, { id, action: "quarantine", reason: "x" }))).toBe("forbidden");
  expect(await codeOf(decideOrphan(it.web, it.priya, { id: "orp_x", action: "delete", reason: "x" }))).toBe(
    "not_found",
  );
});

test("of workers that tend at the same time one does it", async () => {
  const it = await openStranded({ known: true });
  await it.survey();
  await Promise.all([tendOrphans(it.worker), tendOrphans(it.worker), tendOrphans(it.worker)]);
  const rows = await it.admin.query<{ action: string }>(sql`
    SELECT text::jsonb ->> 'action' AS action FROM audit_events WHERE stream LIKE 'orphan:%' ORDER BY position`);
  expect(rows.map(({ action }) => action)).toEqual(["orphan.found", "orphan.quarantined"]);
});
