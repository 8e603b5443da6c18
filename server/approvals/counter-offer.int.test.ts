import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { OfferChange, RequestView } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { acceptOffer } from "#server/approvals/accept-offer.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";

const shorter: OfferChange = { path: "/lifetimeHours", op: "=", value: 48 };
const smaller: OfferChange = { path: "/parameters/size", op: "=", value: "small" };
const asked = { environment: "production", lifetimeHours: 400, parameters: { size: "medium" } } as const;

function admin(server: TestServer): pg.Pool {
  const pool = new pg.Pool({ connectionString: server.ledger.url, max: 1 });
  onTestFinished(() => pool.end());
  return pool;
}

/** What somebody does with a request, as an answer or the code of a refusal. */
function handOf(server: TestServer) {
  const told = (answer: Promise<RequestView>) =>
    answer.then(
      ({ state, revision }) => `${state} ${revision}`,
      (error: unknown) => (isAppError(error) ? error.code : error),
    );
  return {
    decide: async (name: PersonaName, { id, digest }: RequestView, verdict: "approve" | "reject") =>
      told(decideRequest(server.web, await server.actor(name), { id, digest, verdict, comment: "" })),
    counter: async (
      name: PersonaName,
      { id, digest }: RequestView,
      changes: OfferChange[],
      comment = "Less will do.",
    ) =>
      told(decideRequest(server.web, await server.actor(name), { id, digest, verdict: "counter", comment, changes })),
    accept: async (name: PersonaName, request: Pick<RequestView, "id" | "digest">, offer?: string) =>
      told(
        acceptOffer(server.web, await server.actor(name), {
          id: request.id,
          digest: request.digest,
          ...(offer && { offer }),
        }),
      ),
    withdraw: async (name: PersonaName, { id }: RequestView) =>
      told(withdrawRequest(server.web, await server.actor(name), { id })),
    read: async (name: PersonaName, { id }: RequestView) => showRequest(server.web, await server.actor(name), id),
  };
}

test("an approver offers less, the requester takes it, it is decided anew and approved on its new digest", async () => {
  const server = await openTestServer();
  const hand = handOf(server);
  const request = await server.submit("dana", asked);
  expect(await hand.counter("priya", request, [shorter, smaller])).toBe("pending_approval 1");
  const offered = await hand.read("dana", request);
  expect(offered).toMatchObject({
    state: "pending_approval",
    digest: request.digest,
    lifetimeHours: 400,
    counterOffer: { by: { name: "Priya Raman" }, comment: "Less will do.", changes: [shorter, smaller] },
  });
  expect(await hand.accept("dana", offered, offered.counterOffer?.digest)).toBe("pending_approval 2");
  const revised = await hand.read("dana", request);
  expect(revised).toMatchObject({ lifetimeHours: 48, parameters: { size: "small" }, counterOffer: null, revision: 2 });
  expect(revised.digest).not.toBe(request.digest);
  expect(revised.decision.effective.lifetimeHours).toBe(48);
  expect(await hand.decide("priya", request, "approve")).toBe("digest_stale");
  expect(await hand.decide("priya", revised, "approve")).toBe("approved 2");
  await server.build(request.id);
  const { rows } = await admin(server).query("SELECT lifetime_hours, parameters FROM resources");
  expect(rows).toMatchObject([{ lifetime_hours: 48, parameters: { connectionLimit: 10 } }]);
  const told = await admin(server).query<{ subject: string; template: string }>(
    `SELECT p.subject, n.template FROM notifications n JOIN principals p ON p.id = n.recipient_id
     WHERE n.template LIKE 'request.%' ORDER BY n.created_at`,
  );
  expect(told.rows.map(({ subject, template }) => `${subject} ${template}`)).toEqual(
    expect.arrayContaining(["dana request.countered", "dana request.approved"]),
  );
});

test("takes an offer that today's rules grant at once without asking anybody again, and denies one they deny", async () => {
  const server = await openTestServer();
  const hand = handOf(server);
  const [granted, denied] = [await server.submit("dana", asked), await server.submit("dana", asked)];
  for (const request of [granted, denied])
    expect(await hand.counter("priya", request, [shorter])).toBe("pending_approval 1");
  const production = server.web.catalog.environments.get("production");
  if (production === undefined) throw new Error("The catalog has production.");
  const under = async (request: RequestView, change: Partial<typeof production>) => {
    const environments = new Map([...server.web.catalog.environments, ["production", { ...production, ...change }]]);
    const matrices = new Map(
      [...server.web.catalog.matrices].map(([id, matrix]) => [
        id,
        { ...matrix, cells: { ...matrix.cells, production: matrix.cells.dev ?? {} } },
      ]),
    );
    const catalog = { ...server.web.catalog, environments, matrices };
    const ctx = Object.create(server.web, { catalog: { value: catalog } }) as typeof server.web;
    return acceptOffer(ctx, await server.actor("dana"), { id: request.id, digest: request.digest });
  };
  expect(await under(granted, { approval: null })).toMatchObject({ state: "approved", revision: 2, approval: null });
  expect(await startProvisionRun(server.worker, granted.id)).toBeNull();
  expect(await under(denied, { classifications: [] })).toMatchObject({ state: "denied", revision: 2 });
  const { rows } = await admin(server).query("SELECT holding FROM requests WHERE id = $1", [denied.id]);
  expect(rows).toEqual([{ holding: false }]);
});

test("voids the votes of a plan of two stages, tells their voters why, and begins again at the first", async () => {
  const server = await openTestServer({
    CATALOG_DIR: await copyCatalog({ packs: ["sox"], maintainers: ["omar@latchkey.test"] }),
  });
  await Promise.all((["sam", "lee", "priya"] as const).map((name) => server.actor(name)));
  const hand = handOf(server);
  const request = await server.submit("dana", asked);
  expect(await hand.decide("sam", request, "approve")).toBe("pending_approval 1");
  const { rows: told } = await admin(server).query(
    "SELECT payload FROM notifications WHERE template = 'request.stage_approved'",
  );
  expect(told).toMatchObject([{ payload: { stage: "1", stages: "2", by: "Sam Whitfield" } }]);
  expect(await hand.counter("priya", request, [shorter])).toBe("pending_approval 1");
  const offered = await hand.read("dana", request);
  expect(offered.approval?.stages.flatMap(({ votes }) => votes)).toEqual([]);
  const waiting = await admin(server).query(
    `SELECT q.stage, array_agg(p.subject ORDER BY p.subject) AS open FROM requests q
     JOIN approvers a ON a.request_id = q.id AND a.open JOIN principals p ON p.id = a.principal_id GROUP BY q.stage`,
  );
  expect(waiting.rows).toEqual([{ stage: 0, open: ["lee", "sam"] }]);
  const voided = await admin(server).query(
    `SELECT p.subject, n.payload ->> 'why' AS why FROM notifications n JOIN principals p ON p.id = n.recipient_id
     WHERE n.template = 'approval.voided'`,
  );
  expect(voided.rows).toEqual([{ subject: "sam", why: "Priya Raman offers something else instead." }]);
  // The original can still be approved, by stages from the first, and the offer is gone with that.
  expect(await hand.decide("sam", request, "approve")).toBe("pending_approval 1");
  expect(await hand.decide("lee", request, "approve")).toBe("already_decided");
  expect(await hand.decide("priya", request, "approve")).toBe("approved 1");
  expect((await hand.read("dana", request)).counterOffer).toBeNull();
  expect(await hand.accept("dana", request)).toBe("wrong_state");
});

test("only whoever asked accepts, only the offer they read, and only while it stands", async () => {
  const server = await openTestServer();
  const hand = handOf(server);
  const request = await server.submit("dana", asked);
  expect(await hand.accept("dana", request)).toBe("wrong_state");
  await hand.counter("priya", request, [shorter]);
  const first = await hand.read("dana", request);
  for (const name of ["priya", "omar", "lee", "sam", "ava", "rae"] as const) {
    expect([name, await hand.accept(name, request)]).toEqual([name, "forbidden"]);
  }
  expect(await hand.accept("noor", request)).toBe("not_found");
  expect(await hand.accept("dana", { ...request, digest: `sha256:${"0".repeat(64)}` })).toBe("digest_stale");
  expect(await hand.counter("omar", request, [smaller])).toBe("pending_approval 1");
  expect(await hand.accept("dana", first, first.counterOffer?.digest)).toBe("digest_stale");
  const second = await hand.read("dana", request);
  expect(second.counterOffer).toMatchObject({ by: { name: "Omar Benali" }, changes: [smaller] });
  expect(await hand.withdraw("dana", request)).toBe("withdrawn 1");
  expect(await hand.accept("dana", second)).toBe("wrong_state");
  expect((await hand.read("dana", request)).counterOffer).toBeNull();
});

test("refuses what is not narrower with the pointer, writes nothing, and never from those who may not decide", async () => {
  const server = await openTestServer();
  const hand = handOf(server);
  const request = await server.submit("dana", asked);
  const wider: OfferChange = { path: "/lifetimeHours", op: "=", value: 401 };
  const offer = { id: request.id, digest: request.digest, verdict: "counter" as const, comment: "" };
  const refusal = decideRequest(server.web, await server.actor("priya"), { ...offer, changes: [smaller, wider] });
  await expect(refusal).rejects.toMatchObject({ code: "not_narrower", details: { path: "/changes/1/value" } });
  expect(await hand.counter("dana", request, [shorter])).toBe("own_request");
  expect(await hand.counter("lee", request, [shorter])).toBe("not_an_approver");
  expect(await hand.counter("noor", request, [shorter])).toBe("not_found");
  expect(await hand.counter("priya", { ...request, digest: `sha256:${"0".repeat(64)}` }, [shorter])).toBe(
    "digest_stale",
  );
  const { rows } = await admin(server).query(
    "SELECT (SELECT count(*)::int FROM votes) AS votes, counter_offer FROM requests",
  );
  expect(rows).toEqual([{ votes: 0, counter_offer: null }]);
});

test("does not make good in an accepted offer what was changed behind the digest: it is blocked", async () => {
  const server = await openTestServer();
  const hand = handOf(server);
  const request = await server.submit("dana", asked);
  await hand.counter("priya", request, [shorter]);
  await admin(server).query('UPDATE requests SET parameters = \'{"size": "large"}\'');
  expect(await hand.accept("dana", request)).toBe("wrong_state");
  expect(await hand.read("dana", request)).toMatchObject({ revision: 1, blockedReason: "tampered" });
  const widened = await server.submit("dana", asked);
  await hand.counter("priya", widened, [shorter]);
  await admin(server).query(
    "UPDATE requests SET counter_offer = jsonb_set(counter_offer, '{changes,0,value}', '800') WHERE id = $1",
    [widened.id],
  );
  expect(await hand.accept("dana", widened)).toBe("wrong_state");
  expect(await hand.read("dana", widened)).toMatchObject({ revision: 1, lifetimeHours: 400 });
});

test(
  "an acceptance, an approval, a rejection and a withdrawal at the same instant: exactly one wins, 20 of 20",
  { timeout: 60_000 },
  async () => {
    const server = await openTestServer();
    const hand = handOf(server);
    await Promise.all((["priya", "omar"] as const).map((name) => server.actor(name)));
    const won: Record<string, number> = {};
    for (let round = 0; round < 20; round += 1) {
      const request = await server.submit("dana", asked);
      await hand.counter("priya", request, [shorter]);
      const answers = await Promise.all([
        hand.accept("dana", request),
        hand.decide("priya", request, "approve"),
        hand.decide("omar", request, "reject"),
        hand.withdraw("dana", request),
      ]);
      const [accepted, approved, rejected, withdrawn] = answers;
      const end = await hand.read("dana", request);
      // A withdrawal may follow what leaves the request open; nothing else may follow anything.
      const winners = [accepted, approved, rejected].filter((answer) => String(answer).includes(" "));
      expect(winners.length).toBeLessThanOrEqual(1);
      expect(winners.length + Number(String(withdrawn).startsWith("withdrawn"))).toBeGreaterThanOrEqual(1);
      if (accepted === "pending_approval 2") expect([end.revision, end.lifetimeHours]).toEqual([2, 48]);
      else expect([end.revision, end.lifetimeHours]).toEqual([1, 400]);
      const name = accepted === "pending_approval 2" ? "accept" : end.state;
      won[name] = (won[name] ?? 0) + 1;
    }
    process.stdout.write(`accept, approve, reject and withdraw at once: 20 of 20 one winner, ${JSON.stringify(won)}\n`);
  },
);
