import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import type { RunServices } from "#server/runs/run-services.ts";
import type { CatalogEdit } from "#tests/factories/catalog-edits.ts";
import { looserEdits, stricterEdits, strictlyJudged } from "#tests/factories/stricter-edits.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** How many of each kind are tried. */
const cases = Number(process.env.TWO_CHECKS_CASES ?? 100);
const timeout = 120_000;

/** Production on which dana asks and priya approves, one request after the other. */
async function openApproving() {
  const server = await openTestServer();
  const priya = await server.actor("priya");
  const pool = new pg.Pool({ connectionString: server.ledger.url, max: 2 });
  onTestFinished(() => pool.end());
  const approved = async (): Promise<RequestView> => {
    // Each alone counts against the quota.
    await pool.query("UPDATE requests SET holding = false");
    const { id, digest } = await server.submit("dana", { ...strictlyJudged });
    return decideRequest(server.web, priya, { id, digest, verdict: "approve", comment: "" });
  };
  const read = async (id: string) => showRequest(server.web, priya, id);
  return { server, pool, approved, read };
}

function under(services: RunServices, { edit }: CatalogEdit, n: number): RunServices {
  const catalog: Catalog = edit(services.ctx.catalog, n);
  return { ...services, ctx: Object.create(services.ctx, { catalog: { value: catalog } }) as RunServices["ctx"] };
}

/** Ways to change what was approved, in SQL; `$1` is the request, `n` varies the value. */
const tampers: readonly ((n: number) => string)[] = [
  (n) => `UPDATE requests SET parameters = '{"size": "large", "n": ${n}}' WHERE id = $1`,
  () => `UPDATE requests SET parameters = '{}' WHERE id = $1`,
  (n) => `UPDATE requests SET lifetime_hours = lifetime_hours + ${n + 1} WHERE id = $1`,
  (n) => `UPDATE requests SET lifetime_hours = lifetime_hours - ${n + 1} WHERE id = $1`,
  (n) => `UPDATE requests SET name = name || '${n}' WHERE id = $1`,
  () => `UPDATE requests SET team = 'search' WHERE id = $1`,
  () => `UPDATE requests SET environment = 'staging' WHERE id = $1`,
  () => `UPDATE requests SET classification = 'public' WHERE id = $1`,
  (n) => `UPDATE requests SET purpose = purpose || ' ${n}' WHERE id = $1`,
  () => `UPDATE requests SET delivery = 'vault' WHERE id = $1`,
  () => `UPDATE requests SET requester_id = (SELECT id FROM principals WHERE subject = 'noor') WHERE id = $1`,
  () => `UPDATE requests SET on_behalf_of_id = (SELECT id FROM principals WHERE subject = 'noor') WHERE id = $1`,
  () =>
    `UPDATE requests SET template_version_id = (SELECT min(id) FROM template_versions WHERE id LIKE 'postgres-large%') WHERE id = $1`,
  () => `UPDATE requests SET template_id = 'postgres-large' WHERE id = $1`,
  () => `UPDATE requests SET resource_type = 'redis-cache' WHERE id = $1`,
  (n) => `UPDATE requests SET revision = revision + ${n + 1} WHERE id = $1`,
  (n) => `UPDATE requests SET decision = jsonb_set(decision, '{effective,lifetimeHours}', '${8000 + n}') WHERE id = $1`,
  () => `UPDATE requests SET decision = jsonb_set(decision, '{effective,approvalPlan}', '[]') WHERE id = $1`,
  () => `UPDATE requests SET decision = jsonb_set(decision, '{effective,backend}', '"other"') WHERE id = $1`,
  () => `UPDATE requests SET decision = jsonb_set(decision, '{outcome}', '"auto"') WHERE id = $1`,
  () => `UPDATE requests SET decision = jsonb_set(decision, '{trace}', '[]') WHERE id = $1`,
  () => `UPDATE requests SET decision = '{}' WHERE id = $1`,
  (n) =>
    `UPDATE requests SET approval_plan = jsonb_set(approval_plan, '{0,deadlineHours}', '${100 + n}') WHERE id = $1`,
  () => `UPDATE requests SET approval_plan = NULL WHERE id = $1`,
  (n) => `UPDATE requests SET digest = 'sha256:' || repeat('${n % 10}', 64) WHERE id = $1`,
  () => `UPDATE votes SET digest = 'sha256:' || repeat('0', 64) WHERE request_id = $1`,
  () => `UPDATE votes SET valid = false WHERE request_id = $1`,
  () => `UPDATE votes SET verdict = 'reject' WHERE request_id = $1`,
  () => `DELETE FROM votes WHERE request_id = $1`,
];

test(
  "what was changed in the database after the approval is blocked, and said in words to requester and security",
  { timeout },
  async () => {
    const { server, pool, approved, read } = await openApproving();
    await Promise.all((["noor", "sam"] as const).map((name) => server.actor(name)));
    let blocked = 0;
    for (let n = 0; n < cases; n += 1) {
      const { id } = await approved();
      const statement = tampers[n % tampers.length]?.(n) ?? "";
      const { rowCount } = await pool.query(statement, [id]);
      expect([statement, rowCount]).toEqual([statement, 1]);
      const run = await startProvisionRun(server.worker, id);
      const { rows } = await pool.query("SELECT blocked_reason AS reason FROM requests WHERE id = $1", [id]);
      expect([statement, run, rows[0]]).toEqual([statement, null, { reason: "tampered" }]);
      blocked += 1;
    }
    const intact = await approved();
    expect(await startProvisionRun(server.worker, intact.id)).toMatch(/^run_/);
    const { id } = await approved();
    await pool.query("UPDATE requests SET lifetime_hours = 8000 WHERE id = $1", [id]);
    for (let turn = 0; turn < 3; turn += 1) await startProvisionRun(server.worker, id);
    expect((await read(id)).blockedDetail).toMatch(
      /^What is stored is not what was decided on: .+ Security has been told/,
    );
    const { rows } = await pool.query(
      `SELECT p.subject, n.payload ->> 'reason' AS reason FROM notifications n JOIN principals p ON p.id = n.recipient_id
       WHERE n.template = 'request.blocked' AND n.payload ->> 'requestId' = $1 ORDER BY p.subject`,
      [id],
    );
    expect(rows.map(({ subject }) => subject)).toEqual(["dana", "sam"]);
    expect(rows[0]).toMatchObject({ reason: expect.stringContaining("nothing is built") });
    process.stdout.write(`changed after the approval: ${blocked} of ${cases} blocked, ${tampers.length} ways\n`);
  },
);

test(
  "what stricter rules judge again is sent back or denied, the rule named with its message, the votes void",
  { timeout },
  async () => {
    const { server, pool, approved, read } = await openApproving();
    await Promise.all((["sam", "rae", "omar"] as const).map((name) => server.actor(name)));
    let stopped = 0;
    for (let n = 0; n < cases; n += 1) {
      const { id } = await approved();
      const edit = stricterEdits[n % stricterEdits.length];
      if (edit === undefined) throw new Error("There are edits.");
      const { title } = edit;
      const run = await startProvisionRun(under(server.worker, edit, n), id);
      const request = await read(id);
      const { state, revision, becameStricter, approval, resource } = request;
      expect([title, run, resource, revision]).toEqual([title, null, null, 2]);
      expect(["pending_approval", "denied"]).toContain(state);
      expect([title, becameStricter?.rules.length]).not.toEqual([title, 0]);
      for (const { message } of becameStricter?.rules ?? []) expect(message).toMatch(/^\S.+[.]$/);
      expect(becameStricter?.changes.length).toBeGreaterThan(0);
      expect(becameStricter?.approvedBy).toMatchObject([{ name: "Priya Raman" }]);
      expect(approval?.stages.flatMap(({ votes }) => votes) ?? []).toEqual([]);
      if (state === "pending_approval") {
        const { rows } = await pool.query(
          "SELECT count(*)::int AS open FROM approvers WHERE request_id = $1 AND open",
          [id],
        );
        expect([title, rows[0]?.open > 0]).toEqual([title, true]);
      }
      stopped += 1;
    }
    const { rows } = await pool.query<{ subject: string; template: string; count: number }>(
      `SELECT p.subject, n.template, count(*)::int FROM notifications n JOIN principals p ON p.id = n.recipient_id
       WHERE n.template IN ('approval.voided', 'request.sent_back', 'request.denied') GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    const told = (subject: string) =>
      rows.filter((row) => row.subject === subject).reduce((sum, row) => sum + row.count, 0);
    expect([told("dana"), told("priya")]).toEqual([cases, cases]);
    process.stdout.write(`rules made stricter: ${stopped} of ${cases} stopped, ${stricterEdits.length} kinds\n`);
  },
);

test("what a looser or an unrelated change judges again proceeds with what was approved", { timeout }, async () => {
  const { server, pool, approved } = await openApproving();
  let proceeded = 0;
  for (let n = 0; n < cases; n += 1) {
    const { id, digest } = await approved();
    const edit = looserEdits[n % looserEdits.length];
    if (edit === undefined) throw new Error("There are edits.");
    const run = await startProvisionRun(under(server.worker, edit, n), id);
    const { rows } = await pool.query(
      `SELECT q.state, q.revision, q.digest, r.lifetime_hours AS hours, r.parameters ->> 'connectionLimit' AS connections
       FROM requests q LEFT JOIN resources r ON r.request_id = q.id WHERE q.id = $1`,
      [id],
    );
    expect([edit.title, run, rows[0]]).toEqual([
      edit.title,
      expect.stringMatching(/^run_/),
      { state: "provisioning", revision: 1, digest, hours: 400, connections: "25" },
    ]);
    proceeded += 1;
  }
  process.stdout.write(
    `looser or unrelated changes: ${proceeded} of ${cases} proceeded, ${looserEdits.length} kinds\n`,
  );
});
