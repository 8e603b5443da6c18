import { describe, expect, test } from "vitest";
import type { DriftDecision } from "#domain/contracts/inspection.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideDrift } from "#server/reconcile/decide-drift.ts";
import { lookAtResource } from "#server/reconcile/look-at-resource.ts";
import { startRepairRun } from "#server/reconcile/start-repair-run.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { restoreResource, rotateResource } from "#server/resources/reissue-resource.ts";
import { startReleaseRun } from "#server/runs/start-release-run.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { openDriftingResource } from "#tests/harness/drifting-resource.ts";
import { codeOf } from "#tests/harness/held-resource.ts";

type Drifting = Awaited<ReturnType<typeof openDriftingResource>>;

/** Decides about what is reported now. */
async function decide({ web, actors, resourceId, drift }: Drifting, as: keyof Drifting["actors"], change: object) {
  const digest = (await drift())?.digest ?? "";
  const decision = { action: "revert", digest, ...change } as DriftDecision;
  return decideDrift(web, actors[as], { ...decision, id: resourceId });
}

describe("a limit that somebody raised by hand", () => {
  test("is reported after the second look, with before and after, and told once to owner and platform", async () => {
    const it = await openDriftingResource();
    await it.root.query(`ALTER ROLE ${it.names.loginRole} CONNECTION LIMIT 99`);
    await it.look();
    expect(await it.drift()).toBeNull();
    await it.look();
    expect(await it.drift()).toMatchObject({
      differences: [{ what: "login connection limit", expected: 10, found: 99, revertible: true }],
      reverting: null,
    });
    await it.look(3);
    expect(await it.told("resource.drifted")).toEqual(["dana", "omar", "priya"]);
    expect((await it.history()).filter((action) => action.includes("drift"))).toEqual(["resource.drift_found"]);
  });

  test("is not reported when it is back by the next look", async () => {
    const it = await openDriftingResource();
    for (const limit of [99, 10, 99, 10]) {
      await it.root.query(`ALTER ROLE ${it.names.loginRole} CONNECTION LIMIT ${limit}`);
      await it.look();
      expect(await it.drift()).toBeNull();
    }
    expect(await it.told("resource.drifted")).toEqual([]);
  });

  test("is reverted by a run, with before and after in the history, and the look after that finds nothing", async () => {
    const it = await openDriftingResource();
    await it.raiseLimit();
    const shown = await decide(it, "dana", {});
    expect(shown.inspection.drift?.reverting).toMatchObject({ by: { name: "Dana Okafor" } });
    await it.repair();
    await it.look(2);
    expect(await it.drift()).toBeNull();
    const { rows } = await it.root.query("SELECT rolconnlimit FROM pg_roles WHERE rolname = $1", [it.names.loginRole]);
    expect(rows).toEqual([{ rolconnlimit: 10 }]);
    const [event] = await it.admin.query<{ details: unknown }>(sql`
      SELECT text::jsonb -> 'details' AS details FROM audit_events WHERE text::jsonb ->> 'action' = 'resource.reverted'`);
    expect(event?.details).toEqual({
      before: [{ what: "login connection limit", expected: 10, found: 99, wanted: { connectionLimit: 99 } }],
      after: [],
    });
    expect(await it.repair()).toBeNull();
  });

  test("is silent once the platform team adopted it, shown with its reason, until another one is found", async () => {
    const it = await openDriftingResource();
    await it.raiseLimit();
    const shown = await decide(it, "priya", { action: "adopt", reason: "Load test until Friday." });
    expect(shown.inspection).toMatchObject({
      drift: null,
      adopted: [{ what: "login connection limit", expected: 10, found: 99, reason: "Load test until Friday." }],
    });
    await it.look(3);
    expect(await it.drift()).toBeNull();
    expect(await it.told("resource.drifted")).toHaveLength(3);
    await it.raiseLimit(100);
    expect(await it.drift()).toMatchObject({ differences: [{ found: 100 }] });
    await decide(it, "lee", {});
    await it.repair();
    expect((await it.resource()).inspection).toMatchObject({ drift: null, adopted: [] });
    await it.raiseLimit(99);
    expect(await it.drift()).toMatchObject({ differences: [{ found: 99 }] });
  });
});

describe("a decision about drift", () => {
  test("is refused for who may not, and not there for another team", async () => {
    const it = await openDriftingResource();
    await it.raiseLimit();
    expect(await codeOf(decide(it, "noor", {}))).toBe("not_found");
    expect(await codeOf(decide(it, "noor", { action: "adopt", reason: "x" }))).toBe("not_found");
    for (const own of ["dana", "lee", "sam", "ava"] as const) {
      expect(await codeOf(decide(it, own, { action: "adopt", reason: "x" }))).toBe("forbidden");
    }
    expect(await codeOf(decide(it, "ava", {}))).toBe("forbidden");
    const bot = { ...it.actors.priya, kind: "service_account" as const };
    const digest = (await it.drift())?.digest ?? "";
    const adopt = { action: "adopt", digest, reason: "x", id: it.resourceId } as const;
    expect(await codeOf(decideDrift(it.web, bot, adopt))).toBe("forbidden");
    expect((await it.history()).filter((action) => /revert|adopt/.test(action))).toEqual([]);
  });

  test("is stale when something else differs by now, and there is none about what does not differ", async () => {
    const it = await openDriftingResource();
    expect(await codeOf(decide(it, "dana", {}))).toBe("wrong_state");
    await it.raiseLimit(50);
    const digest = (await it.drift())?.digest ?? "";
    await it.raiseLimit(51);
    for (const action of ["revert", "adopt"]) {
      expect(await codeOf(decide(it, "priya", { action, digest, reason: "x" }))).toBe("digest_stale");
    }
  });

  test("of two at once has one winner", async () => {
    const it = await openDriftingResource();
    await it.raiseLimit();
    const asked = ["dana", "lee", "priya"].map((as) =>
      decide(it, as as "dana", {}).then(
        () => "ok",
        () => "refused",
      ),
    );
    expect((await Promise.all(asked)).sort()).toEqual(["ok", "refused", "refused"]);
    const runs = await Promise.all([1, 2, 3].map(() => startRepairRun(it.worker, it.resourceId)));
    expect(new Set(runs).size).toBe(1);
  });

  test("to revert is refused where nothing can be: data is nobody's to take", async () => {
    const it = await openDriftingResource();
    await it.admin.query(sql`UPDATE resources SET parameters = parameters || '{"storageMegabytes": 1}'`);
    await it.look(2);
    expect(await it.drift()).toMatchObject({ differences: [{ what: "storage within its limit", revertible: false }] });
    expect(await codeOf(decide(it, "dana", {}))).toBe("wrong_state");
    expect((await it.drift())?.sizeThatFits).toBe("small");
  });
});

describe("looks while something else goes on", () => {
  test("report nothing over a whole life: built, rotated, overtaken, frozen, restored", async () => {
    const it = await openDriftingResource();
    const quiet = async () => {
      await it.look(2);
      const { inspection, blockedReason } = await it.resource();
      expect({ drift: inspection.drift, failure: inspection.failure, blockedReason }).toEqual({
        drift: null,
        failure: null,
        blockedReason: null,
      });
    };
    await quiet();
    await rotateResource(it.web, it.dana, { id: it.resourceId });
    await it.tend();
    await quiet();
    await it.confirm(2);
    await it.tend();
    await quiet();
    await it.admin.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${it.resourceId}`);
    await quiet();
    await it.tend();
    await quiet();
    await restoreResource(it.web, it.dana, { id: it.resourceId });
    await it.tend();
    await quiet();
    expect(await it.told("resource.drifted")).toEqual([]);
  });

  test("find a login that somebody opened although its resource is frozen, alarm, and end it again with proof", async () => {
    const it = await openDriftingResource();
    await rotateResource(it.web, it.dana, { id: it.resourceId });
    await it.tend();
    await it.confirm(2);
    await it.tend();
    await it.passDrain();
    await it.admin.query(sql`UPDATE resources SET state = 'frozen' WHERE id = ${it.resourceId}`);
    await it.tend();
    await it.look(2);
    expect(await it.told("resource.drifted")).toEqual([]);
    const logins = [it.names.loginRole, it.names.loginRole.replace(/_g1$/, "_g2")];
    const open = async () => {
      const { rows } = await it.root.query<{ name: string }>(
        "SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1) AND rolcanlogin ORDER BY 1",
        [logins],
      );
      return rows.map(({ name }) => name);
    };
    expect(await open()).toEqual([]);
    const { rows: known } = await it.root.query("SELECT FROM pg_roles WHERE rolname = ANY($1)", [logins]);
    expect(known).toHaveLength(2);
    for (const login of logins) {
      await it.root.query(`ALTER ROLE "${login}" LOGIN`);
      expect(await open()).toEqual([login]);
      await it.look();
      expect((await it.history()).at(-1)).toBe("credential.reopened");
      await it.tend();
      expect(await open()).toEqual([]);
      expect((await it.history()).at(-1)).toBe("resource.frozen");
      expect((await it.grants()).map(({ endedAt }) => endedAt)).not.toContain(null);
    }
    expect(await it.told("resource.drifted")).toEqual(["dana", "omar", "priya"]);
    await it.look(2);
    expect((await it.history()).filter((action) => action === "credential.reopened")).toHaveLength(2);
  });

  test("are dropped when a run was at work meanwhile, and come to nothing once it is released", async () => {
    const it = await openDriftingResource();
    await it.root.query(`ALTER ROLE ${it.names.loginRole} CONNECTION LIMIT 99`);
    await rotateResource(it.web, it.dana, { id: it.resourceId });
    await Promise.all([it.tend(), it.look(4)]);
    await Promise.all([
      releaseResource(it.web, it.dana, { id: it.resourceId }).then(async () => {
        await executeRun(it.worker, (await startReleaseRun(it.worker, it.resourceId)) ?? "");
      }),
      it.look(6),
    ]);
    await it.look(2);
    expect(await it.resource()).toMatchObject({ state: "destroyed", blockedReason: null });
    expect(await it.told("resource.missing")).toEqual([]);
    expect(await codeOf(decide(it, "dana", {}))).toBe("wrong_state");
  });

  test("a revert that was asked for is dropped when the thing is released before it began", async () => {
    const it = await openDriftingResource();
    await it.raiseLimit();
    await decide(it, "dana", {});
    await releaseResource(it.web, it.dana, { id: it.resourceId });
    expect(await it.repair()).toBeNull();
    expect((await it.resource()).inspection.drift?.reverting ?? null).toBeNull();
  });

  test("say why they came to nothing, and what was seen before stays", async () => {
    const it = await openDriftingResource();
    await it.raiseLimit();
    const broken = { ...it.worker, resourceType: () => undefined };
    await lookAtResource(broken, it.resourceId);
    const { inspection } = await it.resource();
    expect(inspection.failure?.message).toContain("no resource type");
    expect(inspection.drift?.differences).toHaveLength(1);
    await it.look();
    expect((await it.resource()).inspection.failure).toBeNull();
  });
});

describe("a database that somebody dropped", () => {
  test("is blocked and told after two looks, never made anew, and unblocked when it is there again", async () => {
    const it = await openDriftingResource();
    await it.root.query(`DROP DATABASE ${it.names.database} WITH (FORCE)`);
    await it.look();
    expect((await it.resource()).blockedReason).toBeNull();
    await it.look(2);
    expect((await it.resource()).blockedReason).toBe("missing_on_backend");
    expect(await it.told("resource.missing")).toEqual(["dana", "omar", "priya"]);
    await rotateResource(it.web, it.dana, { id: it.resourceId });
    await it.tend();
    expect(await it.told("reissue.failed")).toEqual(["dana"]);
    const { rows } = await it.root.query("SELECT 1 FROM pg_database WHERE datname = $1", [it.names.database]);
    expect(rows).toEqual([]);
    await it.look(2);
    expect((await it.resource()).blockedReason).toBe("missing_on_backend");
    await it.root.query(`CREATE DATABASE ${it.names.database} OWNER ${it.names.holderRole}`);
    await it.look();
    expect((await it.resource()).blockedReason).toBeNull();
  });
});
