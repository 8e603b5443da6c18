import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { auditText } from "#domain/audit/audit-event.ts";
import { grantStore, type GrantStore } from "#reveal/grant-store.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startWorkerProcess } from "#tests/faults/worker-process.ts";
import { seeCredentials } from "#tests/harness/seen-credentials.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { sayFigure, type RevealProperty } from "#tests/reveal/say-figure.ts";

const unclaimed = fullCount(50, 10);
const rounds = fullCount(10, 3);
const settleMs = 60_000;
const dana = { issuer: "http://127.0.0.1:3002", subject: "dana" };

/** A server with dana and security known, what was sealed, and the functions that the reveal process may call. */
async function openInstallation() {
  const server = await openTestServer();
  await Promise.all((["dana", "sam"] as const).map((name) => server.actor(name)));
  const pool = new pg.Pool({ connectionString: server.ledger.reveal, max: 2 });
  onTestFinished(() => pool.end());
  const seen = seeCredentials(server.worker);
  const build = async () => {
    const { id } = await server.submit("dana");
    await executeRun(seen.worker, (await startProvisionRun(seen.worker, id)) ?? "");
    const { resource, grants } = await showRequest(server.web, await server.actor("dana"), id);
    return { resourceId: resource?.id ?? "", grantId: grants[0]?.id ?? "" };
  };
  return { server, store: grantStore(pool), seen, build };
}

async function startWorking(server: TestServer): Promise<void> {
  const worker = await startWorkerProcess(server, { preload: false });
  onTestFinished(() => worker.kill("SIGKILL"));
}

/** Who was written to with a subject like this. */
async function mailsTo(server: TestServer, subject: RegExp): Promise<string[]> {
  const directory = join(server.home, "mail");
  const names = await readdir(directory).catch(() => []);
  const mails = await Promise.all(
    names.filter((name) => name.endsWith(".eml")).map((name) => readFile(join(directory, name), "utf8")),
  );
  const found = mails.map((mail) => mail.replaceAll(/=?\r\n /g, "")).filter((mail) => subject.test(mail));
  return found.map((mail) => /^To: (\S+)/m.exec(mail)?.[1] ?? "").toSorted();
}

const said = (action: string, name: string) =>
  auditText(
    {
      stream: "",
      requestId: null,
      actor: { id: "x", name, channel: "web" },
      action,
      object: "grant:x",
      message: "Said in a test.",
    },
    new Date(),
  );

function report(property: RevealProperty, what: string, seconds: readonly number[]): void {
  const sorted = seconds.toSorted((a, b) => a - b);
  const [median, slowest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  sayFigure(
    property,
    `${what}: ${sorted.length} times, median ${median?.toFixed(2)} s, slowest ${slowest?.toFixed(2)} s`,
  );
}

test("R8: after “that was not me” the old login is dead within 60 s, its sessions 5 s later, and a new one is sealed", async () => {
  const { server, store, seen, build } = await openInstallation();
  const built = [];
  for (let round = 0; round < rounds; round++) built.push(await build());
  await startWorking(server);
  const seconds = { session: [] as number[], login: [] as number[], sealed: [] as number[] };
  for (const { resourceId, grantId } of built) {
    await server.worker.ctx.db.query(
      sql`UPDATE grants SET state = 'confirmed', revealed_at = now() WHERE id = ${grantId}`,
    );
    const session = await seen.login(1, resourceId);
    const since = performance.now();
    const elapsed = () => (performance.now() - since) / 1000;
    const sessionEnd = new Promise<void>((resolve) => {
      session.once("end", () => {
        seconds.session.push(elapsed());
        resolve();
      });
    });
    expect(await store.reportNotMe(grantId, dana, said("grant.not_me", "Dana"))).toBe("recorded");
    await waitUntil("the old login is refused", settleMs, async () => {
      return (await seen.answer(1, resourceId)) === "in" ? null : seconds.login.push(elapsed());
    });
    await sessionEnd;
    const actor = await server.actor("dana");
    const resource = await waitUntil("a new generation waits", settleMs, async () => {
      const now = await showResource(server.web, actor, resourceId);
      return now.state === "active" ? now : null;
    });
    seconds.sealed.push(elapsed());
    expect(resource.grants).toMatchObject([
      { generation: 1, state: "confirmed", endedAt: expect.any(String) },
      { generation: 2, state: "pending", recipient: { subject: "dana" } },
    ]);
  }
  const alarmed = await waitUntil("everybody is told", settleMs, async () => {
    const to = await mailsTo(server, /^Subject: Alarm: .*did not open/m);
    return to.length === 2 * rounds ? to : null;
  });
  expect(new Set(alarmed)).toEqual(new Set(["dana@latchkey.test", "sam@latchkey.test"]));
  report("R8", "old sessions closed after “that was not me”", seconds.session);
  report("R8", "old login refused after “that was not me”", seconds.login);
  report("R8", "new generation sealed after “that was not me”", seconds.sealed);
  expect(Math.max(...seconds.login)).toBeLessThan(60);
  expect(Math.max(...seconds.session) - Math.max(...seconds.login)).toBeLessThan(5);
}, 180_000);

test("R8, N11: an open by somebody else tells recipient and security within 60 s, once, and changes nothing", async () => {
  const { server, store, build } = await openInstallation();
  const { grantId } = await build();
  await startWorking(server);
  const since = performance.now();
  await Promise.all(Array.from({ length: 12 }, (_, n) => open(store, grantId, `Intruder ${n}`)));
  const told = await waitUntil("both are told", settleMs, async () => {
    const to = await mailsTo(server, /^Subject: Alarm: somebody else/m);
    return to.length === 2 ? to : null;
  });
  report("R8", "alarm after an open by somebody else", [(performance.now() - since) / 1000]);
  expect(told).toEqual(["dana@latchkey.test", "sam@latchkey.test"]);
  await open(store, grantId, "Once more");
  const rows = await server.worker.ctx.db.query(
    sql`SELECT state, claim_fence::int AS fence FROM grants WHERE id = ${grantId}`,
  );
  expect(rows).toEqual([{ state: "pending", fence: 0 }]);
  expect(
    await server.worker.ctx.db.query(sql`SELECT id FROM notifications WHERE template = 'grant.refused'`),
  ).toHaveLength(2);
}, 120_000);

const open = (store: GrantStore, grantId: string, name: string) =>
  store.recordRefusal(grantId, said("grant.open_refused", name));

test(`R9: ${unclaimed} of ${unclaimed} credentials that nobody opened are ended on the back end within 5 minutes`, async () => {
  const { server, seen, build } = await openInstallation();
  const built = [];
  for (let count = 0; count < unclaimed; count++) built.push(await build());
  for (const { resourceId } of built) expect(await seen.answer(1, resourceId)).toBe("in");
  await startWorking(server);
  await server.worker.ctx.db.query(sql`UPDATE grants SET expires_at = clock_timestamp() - interval '1 ms'`);
  const since = performance.now();
  const actor = await server.actor("dana");
  const seconds = await Promise.all(
    built.map(async ({ resourceId }) => {
      await waitUntil("proven to have ended", settleMs, async () => {
        const [grant] = (await showResource(server.web, actor, resourceId)).grants;
        return grant?.endedAt ?? null;
      });
      return (performance.now() - since) / 1000;
    }),
  );
  const answers = [];
  for (const { resourceId } of built) answers.push(await seen.answer(1, resourceId));
  expect(answers.filter((answer) => answer === "in")).toEqual([]);
  report("R9", `${unclaimed} of ${unclaimed} unclaimed credentials ended`, seconds);
  expect(Math.max(...seconds)).toBeLessThan(300);
  await waitUntil("the owner is told of each", settleMs, async () => {
    return (await mailsTo(server, /^Subject: Frozen: /m)).length === unclaimed || null;
  });
}, 400_000);
