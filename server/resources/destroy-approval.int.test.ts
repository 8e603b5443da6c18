import { describe, expect, test } from "vitest";
import type { RequestView } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { destroyFrozen } from "#server/resources/destroy-frozen.ts";
import { extendResource } from "#server/resources/extend-resource.ts";
import { freezeExpired } from "#server/resources/freeze-expired.ts";
import { restoreResource } from "#server/resources/reissue-resource.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { tellEndsNear } from "#server/resources/tell-ends-near.ts";
import { startApproved } from "#server/runs/start-approved.ts";
import { finishRuns, moveEnd, toldOf } from "#tests/factories/clock.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";

async function approve(server: TestServer, name: PersonaName, id: string): Promise<RequestView> {
  const actor = await server.actor(name);
  const { digest } = await showRequest(server.web, actor, id);
  return decideRequest(server.web, actor, { id, digest, verdict: "approve", comment: "" });
}

/** A production database of dana's. */
async function productionOf(server: TestServer): Promise<string> {
  await Promise.all([server.actor("lee"), server.actor("priya")]);
  const { id } = await server.submit("dana", { environment: "production" });
  await approve(server, "priya", id);
  await server.build(id);
  return (await showRequest(server.web, await server.actor("dana"), id)).resource?.id ?? "";
}

/** The same, expired and past its restore window. */
async function leftOf(server: TestServer): Promise<string> {
  const id = await productionOf(server);
  await moveEnd(server, id, "-1 second");
  await freezeExpired(server.worker.ctx);
  await finishRuns(server, id);
  await server.worker.ctx.db.query(sql`
    UPDATE resources SET restore_until = clock_timestamp() - interval '1 second' WHERE id = ${id}`);
  return id;
}

const codeOf = (error: unknown) => (isAppError(error) ? error.code : error);

describe("releasing what its environment destroys by approval alone", () => {
  test("files a request instead, by every channel, once; it is destroyed with proof after another agreed", async () => {
    const server = await openTestServer();
    const id = await productionOf(server);
    const dana = await server.actor("dana");
    for (const channel of ["web", "api", "cli", "chat"] as const) {
      const shown = await releaseResource(server.web, { ...dana, channel }, { id });
      expect(shown).toMatchObject({ state: "active", pendingRequests: [{ kind: "destroy" }] });
      await finishRuns(server, id);
    }
    const { pendingRequests } = await showResource(server.web, dana, id);
    const asked = pendingRequests[0]?.id ?? "";
    expect(pendingRequests).toHaveLength(1);
    await startApproved(server.worker, asked);
    expect((await showResource(server.web, dana, id)).state).toBe("active");
    for (const channel of ["web", "api", "cli", "chat"] as const) {
      const { digest } = await showRequest(server.web, dana, asked);
      const own = decideRequest(
        server.web,
        { ...dana, channel },
        { id: asked, digest, verdict: "approve", comment: "" },
      );
      expect(await own.catch(codeOf)).toBe("own_request");
    }
    await approve(server, "lee", asked);
    await startApproved(server.worker, asked);
    expect(await showRequest(server.web, dana, asked)).toMatchObject({ state: "provisioning" });
    await finishRuns(server, id);
    expect((await showResource(server.web, dana, id)).state).toBe("destroyed");
    const done = await showRequest(server.web, dana, asked);
    expect(done).toMatchObject({
      state: "fulfilled",
      about: { kind: "destroy" },
      resource: { id, state: "destroyed" },
    });
  });

  test("whoever asks may be a lead or of the platform: another one has to agree", async () => {
    const server = await openTestServer();
    const id = await productionOf(server);
    const lee = await server.actor("lee");
    const { pendingRequests } = await releaseResource(server.web, lee, { id });
    const asked = pendingRequests[0]?.id ?? "";
    expect(await approve(server, "lee", asked).catch(codeOf)).toBe("own_request");
    await approve(server, "priya", asked);
    expect(await startApproved(server.worker, asked)).not.toBeNull();
  });

  test("is refused, and nothing is destroyed, where nobody is there who could agree", async () => {
    const server = await openTestServer();
    const id = await productionOf(server);
    await server.worker.ctx.db.query(sql`
      UPDATE principals SET disabled_at = clock_timestamp() WHERE subject IN ('lee', 'priya', 'omar')`);
    const dana = await server.actor("dana");
    expect(await releaseResource(server.web, dana, { id }).catch(codeOf)).toBe("forbidden");
    expect(await showResource(server.web, dana, id)).toMatchObject({ state: "active", pendingRequests: [] });
  });

  test("what was approved is blocked when its row is another, and does nothing", async () => {
    const server = await openTestServer();
    const id = await productionOf(server);
    const dana = await server.actor("dana");
    const { pendingRequests } = await releaseResource(server.web, dana, { id });
    const asked = pendingRequests[0]?.id ?? "";
    const { db } = server.worker.ctx;
    await db.query(sql`UPDATE requests SET state = 'approved' WHERE id = ${asked}`);
    await startApproved(server.worker, asked);
    expect(await showRequest(server.web, dana, asked)).toMatchObject({ blockedReason: "tampered" });
    expect((await showResource(server.web, dana, id)).state).toBe("active");
  });

  test("takes back what waits about it, and a development database goes at once as before", async () => {
    const server = await openTestServer();
    const id = await productionOf(server);
    const dana = await server.actor("dana");
    await moveEnd(server, id, "1 day");
    const { request: longer } = await extendResource(server.web, dana, { id, body: {}, idempotencyKey: null });
    const { pendingRequests } = await releaseResource(server.web, dana, { id });
    const asked = pendingRequests.find(({ kind }) => kind === "destroy")?.id ?? "";
    await approve(server, "lee", asked);
    await startApproved(server.worker, asked);
    expect(await showRequest(server.web, dana, longer.id)).toMatchObject({ state: "withdrawn" });
  });
});

describe("the clock in such an environment", () => {
  test("freezes without asking, destroys nothing unasked, asks once, and again only after a week", async () => {
    const server = await openTestServer();
    const id = await leftOf(server);
    const { ctx } = server.worker;
    expect(await destroyFrozen(ctx)).toBe(1);
    expect(await destroyFrozen(ctx)).toBe(0);
    await finishRuns(server, id);
    const dana = await server.actor("dana");
    const kept = await showResource(server.web, dana, id);
    expect(kept).toMatchObject({ state: "frozen", blockedReason: "destroy_needs_approval" });
    const asked = kept.pendingRequests[0]?.id ?? "";
    expect(await showRequest(server.web, dana, asked)).toMatchObject({ about: { kind: "destroy", unasked: true } });
    expect(await toldOf(server, "resource.destroy_asked")).toEqual(["dana@latchkey.test"]);
    await ctx.db.query(sql`UPDATE requests SET state = 'expired' WHERE id = ${asked}`);
    expect(await destroyFrozen(ctx)).toBe(0);
    await ctx.db.query(sql`UPDATE requests SET updated_at = updated_at - interval '8 days' WHERE id = ${asked}`);
    expect(await destroyFrozen(ctx)).toBe(1);
    const [again] = (await showResource(server.web, dana, id)).pendingRequests;
    expect(await approve(server, "dana", again?.id ?? "").catch(codeOf)).toBe("own_request");
    await approve(server, "lee", again?.id ?? "");
    await startApproved(server.worker, again?.id ?? "");
    await finishRuns(server, id);
    expect((await showResource(server.web, dana, id)).state).toBe("destroyed");
  });

  test("says before the window closes nothing of a destruction that a human has to agree to", async () => {
    const server = await openTestServer();
    const id = await leftOf(server);
    const { ctx } = server.worker;
    await ctx.db.query(sql`UPDATE resources SET restore_until = clock_timestamp() + interval '1 hour',
      frozen_at = clock_timestamp() - interval '6 days' WHERE id = ${id}`);
    expect(await tellEndsNear(ctx)).toBe(0);
  });

  test("keeps what somebody restores meanwhile, whatever was approved of it before", async () => {
    const server = await openTestServer();
    const id = await leftOf(server);
    await destroyFrozen(server.worker.ctx);
    const dana = await server.actor("dana");
    const asked = (await showResource(server.web, dana, id)).pendingRequests[0]?.id ?? "";
    const restoring = await restoreResource(server.web, dana, { id });
    const longer = restoring.pendingRequests.find(({ kind }) => kind === "extend")?.id ?? "";
    await approve(server, "priya", longer);
    await approve(server, "lee", asked);
    await startApproved(server.worker, longer);
    await startApproved(server.worker, asked);
    await finishRuns(server, id);
    expect((await showResource(server.web, dana, id)).state).toBe("active");
    expect((await showRequest(server.web, dana, asked)).state).toMatch(/withdrawn|failed/);
  });

  test("asks for what a leaver left too", async () => {
    const server = await openTestServer();
    const id = await leftOf(server);
    await server.worker.ctx.db.query(sql`UPDATE principals SET disabled_at = clock_timestamp() WHERE subject = 'dana'`);
    expect(await destroyFrozen(server.worker.ctx)).toBe(1);
    const kept = await showResource(server.web, await server.actor("lee"), id);
    expect(kept.pendingRequests).toMatchObject([{ kind: "destroy", state: "pending_approval" }]);
  });
});
