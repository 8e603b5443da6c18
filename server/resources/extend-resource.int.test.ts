import { describe, expect, test } from "vitest";
import type { RequestView } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { listQueueEntries } from "#server/approvals/list-queue-entries.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { extendResource } from "#server/resources/extend-resource.ts";
import { freezeExpired } from "#server/resources/freeze-expired.ts";
import { restoreResource } from "#server/resources/reissue-resource.ts";
import { showExtension } from "#server/resources/show-extension.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { startApproved } from "#server/runs/start-approved.ts";
import { withEnvironment } from "#tests/factories/catalog-edits.ts";
import { buildFor, finishRuns, moveEnd, toldOf } from "#tests/factories/clock.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";

const hourMs = 3_600_000;
const rounds = 20;

async function extend(server: TestServer, name: PersonaName, id: string, body = {}): Promise<RequestView> {
  return (await extendResource(server.web, await server.actor(name), { id, body, idempotencyKey: null })).request;
}

async function approve(server: TestServer, name: PersonaName, { id, digest }: RequestView): Promise<RequestView> {
  const said = { id, digest, verdict: "approve", comment: "" } as const;
  return decideRequest(server.web, await server.actor(name), said);
}

async function endOf(server: TestServer, id: string): Promise<number> {
  const { expiresAt } = await showResource(server.web, await server.actor("dana"), id);
  return Date.parse(expiresAt ?? "");
}

/** A thing of dana's that ends in a day and was extended so often. */
async function endingFor(server: TestServer, extensions = 0): Promise<string> {
  const id = await buildFor(server, "dana");
  await moveEnd(server, id, "1 day");
  await server.worker.ctx.db.query(sql`
    UPDATE resources SET extensions = ${extensions},
      ready_at = expires_at - make_interval(hours => claim_window_hours + lifetime_hours) WHERE id = ${id}`);
  return id;
}

const codeOf = (error: unknown) => (isAppError(error) ? error.code : error);

describe("an extension", () => {
  test("is free the first time: it holds at once, counts from now, and is in the record of both", async () => {
    const server = await openTestServer();
    const id = await endingFor(server);
    const asked = await extend(server, "dana", id);
    expect(asked).toMatchObject({ state: "fulfilled", resource: { id }, about: { kind: "extend", extensions: 1 } });
    expect(asked.decision.trace.at(-1)).toBeDefined();
    const until = await endOf(server, id);
    expect(Math.abs(until - Date.now() - 168 * hourMs)).toBeLessThan(60_000);
    const events = await server.web.db.query<{ stream: string; text: string }>(sql`
      SELECT stream, text FROM audit_events WHERE text LIKE '%resource.extended%' OR (text LIKE '%request.fulfilled%'
        AND request_id = ${asked.id})`);
    expect(events.map(({ stream }) => stream).toSorted()).toEqual([`request:${asked.id}`, `resource:${id}`]);
    const { holding } = await held(server, asked.id);
    expect(holding).toBe(false);
  });

  test("is a request of its own the second time: asked, approved by another, applied by the worker", async () => {
    const server = await openTestServer();
    const id = await endingFor(server, 1);
    const before = await endOf(server, id);
    const asked = await extend(server, "dana", id, { lifetimeHours: 240, purpose: "The launch moved." });
    expect(asked).toMatchObject({ state: "pending_approval", purpose: "The launch moved.", lifetimeHours: 240 });
    expect(await endOf(server, id)).toBe(before);
    const queue = await listQueueEntries(server.web, await server.actor("lee"), {});
    expect(queue.items.map((entry) => entry.id)).toEqual([asked.id]);
    await expect(extend(server, "dana", id)).rejects.toMatchObject({ code: "wrong_state" });
    await approve(server, "lee", asked);
    await startApproved(server.worker, asked.id);
    expect(await showRequest(server.web, await server.actor("dana"), asked.id)).toMatchObject({ state: "fulfilled" });
    expect(Math.abs((await endOf(server, id)) - Date.now() - 240 * hourMs)).toBeLessThan(60_000);
    expect(await toldOf(server, "resource.extended")).toEqual(["dana@latchkey.test"]);
    await startApproved(server.worker, asked.id);
    const { extensions } = await showResource(server.web, await server.actor("dana"), id);
    expect(extensions).toBe(2);
  });

  test("is a decision of a human at once where a new one would be, and who asked cannot give it", async () => {
    const server = await openTestServer();
    const { id: made } = await server.submit("lee", { environment: "production" });
    const wanted = await showRequest(server.web, await server.actor("lee"), made);
    await approve(server, "priya", wanted);
    await server.build(made);
    const id = (await showRequest(server.web, await server.actor("lee"), made)).resource?.id ?? "";
    await moveEnd(server, id, "1 day");
    const asked = await extend(server, "lee", id);
    expect(asked.state).toBe("pending_approval");
    await expect(approve(server, "lee", asked)).rejects.toMatchObject({ code: "own_request" });
    await expect(approve(server, "dana", asked)).rejects.toMatchObject({ code: "not_an_approver" });
    for (const channel of ["api", "cli", "chat"] as const) {
      const actor = { ...(await server.actor("lee")), channel };
      const said = { id: asked.id, digest: asked.digest, verdict: "approve", comment: "" } as const;
      await expect(decideRequest(server.web, actor, said)).rejects.toMatchObject({ code: "own_request" });
    }
  });

  test("is denied, and changes nothing, where it is longer than a new one could be", async () => {
    const server = await openTestServer();
    const id = await endingFor(server);
    const before = await endOf(server, id);
    const asked = await extend(server, "dana", id, { lifetimeHours: 721 });
    expect(asked).toMatchObject({ state: "denied" });
    expect(asked.decision.trace.find(({ result }) => result === "deny")?.remedy).toMatchObject({ value: 720 });
    expect(await endOf(server, id)).toBe(before);
  });

  test("never moves an end to an earlier instant, and none that changes nothing is spent", async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const before = await endOf(server, id);
    await expect(extend(server, "dana", id)).rejects.toMatchObject({ code: "wrong_state" });
    await expect(extend(server, "dana", id, { lifetimeHours: 1 })).rejects.toMatchObject({ code: "wrong_state" });
    const { extensions } = await showResource(server.web, await server.actor("dana"), id);
    expect([await endOf(server, id), extensions]).toEqual([before, 0]);
  });

  test("is foretold for any length that may be chosen, as it then happens, and for one that may not", async () => {
    const server = await openTestServer();
    const dana = await server.actor("dana");
    const id = await endingFor(server);
    const foretold = async (chosenHours: number | null) => {
      const resource = await showResource(server.web, dana, id);
      return showExtension(server.web, dana, { resource, chosenHours });
    };
    const offer = await foretold(null);
    expect(offer).toMatchObject({ lifetimeHours: 168, outcome: "auto", disabledReason: null });
    const [shortest = 0, longest = 0] = [offer?.lengths[0], offer?.lengths.at(-1)];
    expect([shortest, shortest < 168, longest > 168]).toEqual([72, true, true]);
    expect(await foretold(longest)).toMatchObject({ outcome: "auto", disabledReason: null });
    expect(await foretold(longest + 1)).toMatchObject({ outcome: "deny" });
    expect(await foretold(1)).toMatchObject({ disabledReason: expect.stringContaining("already") });
    const chosen = await foretold(shortest);
    const asked = await extend(server, "dana", id, { lifetimeHours: shortest });
    expect(asked.state).toBe("fulfilled");
    expect(Math.abs((await endOf(server, id)) - Date.parse(chosen?.until ?? ""))).toBeLessThan(60_000);
  });

  test("survives the first opening of the credential, which would end it earlier", async () => {
    const server = await openTestServer();
    const id = await endingFor(server);
    await extend(server, "dana", id, { lifetimeHours: 600 });
    const until = await endOf(server, id);
    const [row] = await server.worker.ctx.db.query<{ ends: Date }>(sql`
      SELECT resource_ends_at(ready_at, clock_timestamp(), claim_window_hours, lifetime_hours, extended_until, facts) AS ends
      FROM resources WHERE id = ${id}`);
    expect(Math.abs((row?.ends.getTime() ?? 0) - until)).toBeLessThan(1000);
  });

  test(`is one, by however many clicks at once: ${rounds} rounds of two`, async () => {
    const server = await openTestServer();
    const id = await buildFor(server, "dana");
    const dana = await server.actor("dana");
    for (let round = 0; round < rounds; round++) {
      await moveEnd(server, id, "1 day");
      await server.worker.ctx.db.query(sql`UPDATE resources SET extensions = 0 WHERE id = ${id}`);
      const click = () => extendResource(server.web, dana, { id, body: {}, idempotencyKey: null });
      const clicks = await Promise.allSettled([click(), click()]);
      const states = clicks.map((one) => (one.status === "fulfilled" ? one.value.request.state : codeOf(one.reason)));
      expect(states.toSorted()).toEqual(["fulfilled", "wrong_state"]);
      expect((await showResource(server.web, dana, id)).extensions).toBe(1);
    }
  });

  test("with a key is the same request again, and another body is a conflict", async () => {
    const server = await openTestServer();
    const id = await endingFor(server);
    const dana = await server.actor("dana");
    const again = (lifetimeHours: number) =>
      extendResource(server.web, dana, { id, body: { lifetimeHours }, idempotencyKey: "k1" });
    const [one, two] = await Promise.all([again(200), again(200)]);
    expect(two.request.id).toBe(one.request.id);
    expect([one, two].filter(({ replayed }) => replayed)).toHaveLength(1);
    await expect(again(201)).rejects.toMatchObject({ code: "idempotency_conflict" });
  });

  test("of another team's thing is answered as of one that is not there", async () => {
    const server = await openTestServer();
    const id = await endingFor(server);
    const errors = await Promise.all(
      [id, "res_none"].map((one) => extend(server, "noor", one).catch((error: unknown) => error)),
    );
    expect(errors.map((error) => [codeOf(error), String(error)])).toEqual([
      ["not_found", String(errors[1])],
      ["not_found", String(errors[1])],
    ]);
  });

  test("is blocked when its row is another than was approved: who, what, how long, or of which thing", async () => {
    const server = await openTestServer();
    const { db } = server.worker.ctx;
    const other = await endingFor(server);
    const tampering = [
      (id: string) => sql`UPDATE requests SET lifetime_hours = 700 WHERE id = ${id}`,
      (id: string) => sql`UPDATE requests SET kind = 'destroy' WHERE id = ${id}`,
      (id: string) => sql`UPDATE requests SET about_resource_id = ${other} WHERE id = ${id}`,
      (id: string) => sql`UPDATE requests SET kind = 'provision', about_resource_id = NULL WHERE id = ${id}`,
    ];
    for (const tamper of tampering) {
      const id = await endingFor(server, 1);
      const asked = await extend(server, "dana", id);
      await approve(server, "lee", asked);
      await db.query(tamper(asked.id));
      await startApproved(server.worker, asked.id);
      const [row] = await db.query<{ blocked: string; state: string; moved: number }>(sql`
        SELECT q.blocked_reason AS blocked, r.state, r.extensions AS moved FROM requests q, resources r
        WHERE q.id = ${asked.id} AND r.id = ${id}`);
      expect(row).toEqual({ blocked: "tampered", state: "active", moved: 1 });
    }
    expect((await showResource(server.web, await server.actor("dana"), other)).extensions).toBe(0);
  });

  test("that was approved is judged again by the rules of today: denied, or sent back to a human", async () => {
    const server = await openTestServer();
    const twoPeople = [{ groups: ["platform"], quorum: 2, deadlineHours: 72 }];
    await Promise.all((["priya", "omar"] as const).map((name) => server.actor(name)));
    const stricter = [
      { change: { lifetimeHoursMax: 100 }, state: "denied" },
      { change: { extendApproval: twoPeople }, state: "pending_approval" },
    ];
    for (const { change, state } of stricter) {
      const id = await endingFor(server, 1);
      const before = await endOf(server, id);
      const asked = await extend(server, "dana", id);
      await approve(server, "lee", asked);
      const { worker } = server;
      const catalog = withEnvironment(worker.ctx.catalog, "dev", change);
      const ctx = Object.create(worker.ctx, { catalog: { value: catalog } }) as typeof worker.ctx;
      await startApproved({ ...worker, ctx }, asked.id);
      const judged = await showRequest(server.web, await server.actor("dana"), asked.id);
      expect(judged).toMatchObject({ state, becameStricter: { approvedBy: [{ email: "lee@latchkey.test" }] } });
      expect(await endOf(server, id)).toBe(before);
      expect((await held(server, asked.id)).holding).toBe(false);
    }
  });

  test("that is approved after its thing has expired restores it, and fails once it is being destroyed", async () => {
    const server = await openTestServer();
    const id = await endingFor(server, 1);
    const asked = await extend(server, "dana", id);
    await moveEnd(server, id, "-1 second");
    await freezeExpired(server.worker.ctx);
    await finishRuns(server, id);
    await approve(server, "lee", asked);
    await startApproved(server.worker, asked.id);
    await finishRuns(server, id);
    const dana = await server.actor("dana");
    const thawed = await showResource(server.web, dana, id);
    expect(thawed).toMatchObject({ state: "active", restoreUntil: null, frozenAt: null });
    expect(thawed.grants.at(-1)).toMatchObject({ state: "pending", endedAt: null });

    await moveEnd(server, id, "1 day");
    const late = await extend(server, "dana", id);
    await approve(server, "lee", late);
    await server.worker.ctx.db.query(sql`UPDATE resources SET state = 'destroying' WHERE id = ${id}`);
    await startApproved(server.worker, late.id);
    expect(await showRequest(server.web, dana, late.id)).toMatchObject({ state: "failed" });
  });

  test("can be taken back while it waits, and asked for again", async () => {
    const server = await openTestServer();
    const id = await endingFor(server, 1);
    const asked = await extend(server, "dana", id);
    const back = await withdrawRequest(server.web, await server.actor("dana"), { id: asked.id });
    expect(back.state).toBe("withdrawn");
    expect((await extend(server, "dana", id)).state).toBe("pending_approval");
  });
});

describe("restoring what has expired", () => {
  async function expired(server: TestServer, extensions: number): Promise<string> {
    const id = await endingFor(server, extensions);
    await moveEnd(server, id, "-1 second");
    await freezeExpired(server.worker.ctx);
    await finishRuns(server, id);
    return id;
  }

  test("gives it a new lifetime, so that it does not expire again at once", async () => {
    const server = await openTestServer();
    const id = await expired(server, 0);
    const dana = await server.actor("dana");
    await expect(extend(server, "dana", id)).rejects.toMatchObject({ code: "wrong_state" });
    expect(await restoreResource(server.web, dana, { id })).toMatchObject({ reissue: "restore", extensions: 1 });
    await finishRuns(server, id);
    expect(await freezeExpired(server.worker.ctx)).toBe(0);
    const { state } = await showResource(server.web, dana, id);
    expect(state).toBe("active");
    expect(Math.abs((await endOf(server, id)) - Date.now() - 168 * hourMs)).toBeLessThan(60_000);
  });

  test("is a decision of a human once the free extension is spent", async () => {
    const server = await openTestServer();
    const id = await expired(server, 1);
    const dana = await server.actor("dana");
    const waiting = await restoreResource(server.web, dana, { id });
    expect(waiting).toMatchObject({ state: "frozen", reissue: null, pendingRequests: [{ kind: "extend" }] });
    await expect(restoreResource(server.web, dana, { id })).rejects.toMatchObject({ code: "wrong_state" });
    const asked = await showRequest(server.web, dana, waiting.pendingRequests[0]?.id ?? "");
    await approve(server, "lee", asked);
    await startApproved(server.worker, asked.id);
    await finishRuns(server, id);
    expect((await showResource(server.web, dana, id)).state).toBe("active");
  });
});

async function held(server: TestServer, id: string): Promise<{ holding: boolean }> {
  const [row] = await server.web.db.query<{ holding: boolean }>(sql`SELECT holding FROM requests WHERE id = ${id}`);
  return row ?? { holding: true };
}
