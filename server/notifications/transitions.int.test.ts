import { expect, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { RequestState, RequestView, SubmitBody } from "#domain/contracts/request.ts";
import type { MessageTemplate } from "#domain/notifications/message-templates.ts";
import { requestTransitions } from "#domain/requests/request-states.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { acceptOffer } from "#server/approvals/accept-offer.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { tellExpiring } from "#server/notifications/tell-expiring.ts";
import { expireRequests } from "#server/requests/expire-requests.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { extendResource } from "#server/resources/extend-resource.ts";
import { startApproved } from "#server/runs/start-approved.ts";
import { buildFor, moveEnd } from "#tests/factories/clock.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

/** The message of a transition to whom the request is for, or why there is none. */
type Said = MessageTemplate | { readonly silent: string };

/** What brings a request through one transition; gives the request. */
interface Way {
  readonly says: Said;
  readonly go: (world: World) => Promise<RequestView>;
}

interface World {
  readonly server: TestServer;
  readonly file: (change?: Partial<SubmitBody>) => Promise<RequestView>;
  readonly decide: (request: RequestView, verdict: "approve" | "reject") => Promise<RequestView>;
  readonly under: (effect: "deny" | "approval") => {
    readonly worker: TestServer["worker"];
    readonly web: TestServer["web"];
  };
}

type Ways = { readonly [From in RequestState]: { readonly [To in (typeof requestTransitions)[From][number]]: Way } };

const due = (server: TestServer, { id }: RequestView) =>
  server.worker.ctx.db.query(sql`UPDATE requests SET expires_at = clock_timestamp() - interval '1 s' WHERE id = ${id}`);

const production = { environment: "production", lifetimeHours: 400 } as const;

/** Every transition there is: one that is added does not compile before it says what the requester is told. */
const ways: Ways = {
  denied: {},
  pending_approval: {
    approved: { says: "request.approved", go: async (world) => world.decide(await world.file(production), "approve") },
    rejected: { says: "request.rejected", go: async (world) => world.decide(await world.file(production), "reject") },
    denied: {
      says: "request.denied",
      go: async (world) => {
        const { server } = world;
        const request = await world.file(production);
        const changes = [{ path: "/lifetimeHours", op: "=" as const, value: 48 }];
        const offer = {
          id: request.id,
          digest: request.digest,
          verdict: "counter" as const,
          comment: "Less.",
          changes,
        };
        await decideRequest(server.web, await server.actor("priya"), offer);
        return acceptOffer(world.under("deny").web, await server.actor("dana"), request);
      },
    },
    withdrawn: {
      says: "request.withdrawn",
      go: async (world) =>
        withdrawRequest(world.server.web, await world.server.actor("lee"), await world.file(production)),
    },
    expired: {
      says: "request.expired",
      go: async (world) => {
        const request = await world.file(production);
        await due(world.server, request);
        await expireRequests(world.server.worker.ctx);
        return request;
      },
    },
  },
  approved: {
    fulfilled: {
      says: "resource.extended",
      go: async (world) => {
        const asked = await extension(world);
        await startApproved(world.server.worker, asked.id);
        return asked;
      },
    },
    failed: {
      says: "request.failed",
      go: async (world) => {
        const asked = await extension(world);
        await world.server.worker.ctx.db.query(sql`UPDATE resources SET state = 'destroying'`);
        await startApproved(world.server.worker, asked.id);
        return asked;
      },
    },
    provisioning: {
      says: {
        silent: "The approval says that it is being built; what nobody had to approve is built while they look.",
      },
      go: async (world) => {
        const request = await world.file();
        await startProvisionRun(world.server.worker, request.id);
        return request;
      },
    },
    pending_approval: {
      says: "request.sent_back",
      go: async (world) => {
        const request = await world.file();
        expect(await startProvisionRun(world.under("approval").worker, request.id)).toBeNull();
        return request;
      },
    },
    denied: {
      says: "request.denied",
      go: async (world) => {
        const request = await world.file();
        expect(await startProvisionRun(world.under("deny").worker, request.id)).toBeNull();
        return request;
      },
    },
    withdrawn: {
      says: "request.withdrawn",
      go: async (world) => withdrawRequest(world.server.web, await world.server.actor("lee"), await world.file()),
    },
    expired: {
      says: "request.expired",
      go: async (world) => {
        const request = await world.file();
        await due(world.server, request);
        await expireRequests(world.server.worker.ctx);
        return request;
      },
    },
  },
  rejected: {},
  withdrawn: {},
  expired: {},
  provisioning: {
    fulfilled: {
      says: "request.fulfilled",
      go: async (world) => {
        const request = await world.file();
        await world.server.build(request.id);
        return request;
      },
    },
    failed: {
      says: "request.failed",
      go: async (world) => {
        const request = await world.file();
        const runId = (await startProvisionRun(world.server.worker, request.id)) ?? "";
        const seal = () => Promise.reject(new Error("the key service is gone"));
        for (let attempt = 0; attempt < 12; attempt++) {
          await world.server.worker.ctx.db.query(sql`UPDATE steps SET due_at = now() - interval '1 ms'`);
          await executeRun({ ...world.server.worker, seal }, runId);
        }
        return request;
      },
    },
    withdrawn: {
      says: "request.withdrawn",
      go: async (world) => {
        const request = await world.file();
        const runId = (await startProvisionRun(world.server.worker, request.id)) ?? "";
        await withdrawRequest(world.server.web, await world.server.actor("lee"), request);
        await executeRun(world.server.worker, runId);
        return request;
      },
    },
  },
  fulfilled: {},
  failed: {},
};

/** An extension of something of dana's that a human has to agree to, and did. */
async function extension(world: World): Promise<RequestView> {
  const { server } = world;
  const id = await buildFor(server, "dana");
  await moveEnd(server, id, "1 hour");
  await server.worker.ctx.db.query(sql`UPDATE resources SET extensions = 1`);
  const body = { lifetimeHours: 400 };
  const asked = await extendResource(server.web, await server.actor("dana"), { id, body, idempotencyKey: null });
  return world.decide(asked.request, "approve");
}

async function openWorld(): Promise<World> {
  const server = await openTestServer();
  await Promise.all((["dana", "lee", "priya", "omar"] as const).map((name) => server.actor(name)));
  return {
    server,
    file: async (change = {}) => server.submit("dana", change),
    decide: async ({ id, digest }, verdict) =>
      decideRequest(server.web, await server.actor("priya"), { id, digest, verdict, comment: "So it is." }),
    under: (effect) => {
      const catalog = strict(server.web.catalog, effect);
      const over = <T extends object>(ctx: T): T => Object.create(ctx, { catalog: { value: catalog } }) as T;
      return { web: over(server.web), worker: { ...server.worker, ctx: over(server.worker.ctx) } };
    },
  };
}

/** The catalog with a rule that judges everything so. */
function strict(catalog: Catalog, kind: "deny" | "approval"): Catalog {
  const stages = [{ groups: ["platform"], quorum: 1, deadlineHours: 72 }];
  const effect = kind === "deny" ? { kind } : { kind, stages };
  const policy = samplePolicy({ id: "own.strict", rank: "environment", effect });
  return { ...catalog, policies: new Map([...catalog.policies, [policy.id, policy]]) };
}

async function told(server: TestServer, name: "dana" | "priya" | "omar" | "lee"): Promise<string[]> {
  const { principalId } = await server.actor(name);
  const rows = await server.web.db.query<{ template: string }>(sql`
    SELECT template FROM notifications WHERE recipient_id = ${principalId} ORDER BY created_at, id`);
  return rows.map(({ template }) => template);
}

const walk = Object.entries(ways).flatMap(([from, tos]) =>
  Object.entries(tos as Readonly<Record<string, Way>>).map(([to, way]) => ({ from, to, ...way })),
);

test("the walk is over every transition of a request's life", () => {
  const known = Object.entries(requestTransitions).flatMap(([from, tos]) => tos.map((to) => `${from} ${to}`));
  expect(walk.map(({ from, to }) => `${from} ${to}`).toSorted()).toEqual(known.toSorted());
});

test.for(walk)("$from → $to reaches whom the request is for, once", async ({ to, says, go }) => {
  const world = await openWorld();
  const { id } = await go(world);
  const dana = await world.server.actor("dana");
  expect((await showRequest(world.server.web, dana, id)).state).toBe(to);
  const messages = await told(world.server, "dana");
  if (typeof says === "string") expect(messages.filter((template) => template === says)).toEqual([says]);
  else expect(messages).toEqual([]);
});

test("whoever takes their own request back is not told what they did", async () => {
  const { server, file } = await openWorld();
  await withdrawRequest(server.web, await server.actor("dana"), await file(production));
  expect(await told(server, "dana")).toEqual([]);
});

test("while it waits the requester learns who may decide, that it ends soon, and each stage that is met", async () => {
  const maintainers = ["omar@latchkey.test"];
  const server = await openTestServer({ CATALOG_DIR: await copyCatalog({ packs: ["sox"], maintainers }) });
  const people = await Promise.all(
    (["dana", "lee", "sam", "priya", "omar"] as const).map((name) => server.actor(name)),
  );
  const [, lee, , priya] = people;
  if (lee === undefined || priya === undefined) throw new Error("nobody signed in");
  const { ctx } = server.worker;
  const { id, digest } = await server.submit("dana", { environment: "production" });
  await askApprovers(ctx, id);
  await askApprovers(ctx, id);
  expect(await told(server, "dana")).toEqual(["request.waiting"]);
  const [waiting] = await ctx.db.query<{ who: string }>(sql`
    SELECT payload ->> 'who' AS who FROM notifications WHERE template = 'request.waiting'`);
  expect(waiting?.who).toMatch(/Lee .* or Sam |Sam .* or Lee /);
  expect([await told(server, "lee"), await told(server, "priya")]).toEqual([["approval.requested"], []]);

  await decideRequest(server.web, lee, { id, digest, verdict: "approve", comment: "" });
  await askApprovers(ctx, id);
  await askApprovers(ctx, id);
  expect(await told(server, "dana")).toEqual(["request.waiting", "request.stage_approved"]);
  const [met] = await ctx.db.query<{ who: string }>(sql`
    SELECT payload ->> 'who' AS who FROM notifications WHERE template = 'request.stage_approved'`);
  expect(met?.who).toBe(priya.name);
  expect([await told(server, "lee"), await told(server, "priya"), await told(server, "omar")]).toEqual([
    ["approval.requested"],
    ["approval.requested"],
    [],
  ]);

  expect(await tellExpiring(ctx)).toBe(0);
  await ctx.db.query(sql`
    UPDATE requests SET stage_asked_at = clock_timestamp() - interval '3 days',
      expires_at = clock_timestamp() + interval '2 hours' WHERE id = ${id}`);
  expect([await tellExpiring(ctx), await tellExpiring(ctx)]).toEqual([1, 0]);
  expect((await told(server, "dana")).at(-1)).toBe("request.expires_soon");
});

test("whom a stage escalates to is asked, with the requester told; who lost their group meanwhile is not", async () => {
  const { server, file } = await openWorld();
  const { ctx } = server.worker;
  const { id } = await file(production);
  const [lee, omar] = [await server.actor("lee"), await server.actor("omar")];
  await ctx.db.query(sql`UPDATE principals SET groups = '{}' WHERE id = ${omar.principalId}`);
  await askApprovers(ctx, id);
  expect([await told(server, "priya"), await told(server, "omar")]).toEqual([["approval.requested"], []]);
  await ctx.db.query(sql`
    UPDATE requests SET stage_escalated = true, asked_revision = NULL,
      approval_plan = jsonb_set(approval_plan, '{0,escalateTo}', '["team-leads"]') WHERE id = ${id}`);
  await ctx.db.query(sql`
    INSERT INTO approvers (request_id, revision, stage, principal_id, via, open)
    VALUES (${id}, 1, 0, ${lee.principalId}, 'escalation', true)`);
  await askApprovers(ctx, id);
  expect(await told(server, "lee")).toEqual(["approval.escalated"]);
  expect(await told(server, "priya")).toEqual(["approval.requested"]);
  expect(await told(server, "dana")).toEqual(["request.waiting", "request.escalated"]);
});
