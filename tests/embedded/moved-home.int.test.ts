import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, vi } from "vitest";
import type { RequestView } from "#domain/contracts/request.ts";
import { buildPage } from "#reveal/page/build-page.ts";
import { openContext } from "#server/context.ts";
import { actorFromAccessToken } from "#server/identity/actor-from-access-token.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { readSettings } from "#server/settings.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { queryHome } from "#tests/embedded/home-database.ts";
import { killLeftovers } from "#tests/embedded/kill-leftovers.ts";
import { makePlace, startSupervisor, type Place } from "#tests/embedded/supervisor-process.ts";
import { test } from "#tests/embedded/with-place.ts";

// Real servers and processes, started twice.
vi.setConfig({ testTimeout: 120_000 });

const processes = { LATCHKEY_ONLY: "idp,worker,reveal" };

/** What an instance says that was moved: who holds what, and what was done. */
const ledgerOf = (home: string) =>
  queryHome(
    home,
    "db-migrator",
    `SELECT r.id, r.state, g.id AS grant_id, g.state AS grant_state,
       (SELECT array_agg(encode(hash, 'hex') ORDER BY position) FROM audit_events WHERE stream = 'resource:' || r.id) AS chain
     FROM resources r JOIN grants g ON g.resource_id = r.id ORDER BY r.id`,
  );

async function tokenOf(home: string): Promise<string> {
  const { code, out, err } = await runCli(["token", "create", "--as", "dana@latchkey.test", "--scope", "all"], {
    LATCHKEY_HOME: home,
  });
  expect([code, err]).toEqual([0, ""]);
  return out.trim();
}

const body = {
  template: "postgres-small",
  name: "moved",
  team: "payments",
  environment: "dev",
  classification: "internal",
  purpose: "Moves with its home",
  delivery: "reveal",
} as const;

/** Files a request as the web process would, and waits until it is built. */
async function build({ home, env }: Place): Promise<RequestView> {
  const settings = readSettings({
    NODE_ENV: "test",
    ...env,
    DATABASE_URL_WEB: await readFile(join(home, "secrets/db-web"), "utf8"),
  });
  const web = await openContext("web", settings);
  try {
    const dana = await actorFromAccessToken(web, await tokenOf(home));
    const { request } = await submitRequest(web, dana, { body, idempotencyKey: null });
    return await vi.waitFor(
      async () => {
        const shown = await showRequest(web, dana, request.id);
        expect(shown.state).toBe("fulfilled");
        return shown;
      },
      { timeout: 30_000, interval: 100 },
    );
  } finally {
    await web.db.close();
  }
}

async function revealInto(path: string, grantId: string, { home }: Place): Promise<{ url: string }> {
  const { code, err } = await runCli(["reveal", grantId, "--out", path], {
    LATCHKEY_HOME: home,
    LATCHKEY_TOKEN: await tokenOf(home),
  });
  expect([code, err]).toEqual([0, ""]);
  return JSON.parse(await readFile(path, "utf8")) as { url: string };
}

async function loginWith(connectionString: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return client
    .query("SELECT current_database() AS name")
    .then(({ rows }) => rows[0])
    .finally(() => client.end());
}

test("a stopped home serves the same ledger from another place and other ports", async ({ embedded }) => {
  await buildPage();
  const before = embedded.start(processes);
  await before.ready;
  const { grants } = await build(embedded.place);
  const grantId = grants[0]?.id ?? expect.fail();
  const ledger = await ledgerOf(embedded.place.home);
  expect(ledger).toEqual([expect.objectContaining({ grant_id: grantId, grant_state: "pending" })]);
  expect((await before.stop()).code).toBe(0);

  const free = await makePlace();
  // The issuer's address is a part of who somebody is: with another one nobody here is the recipient.
  const place = { home: free.home, env: { ...free.env, IDP_PORT: embedded.place.env.IDP_PORT } };
  execFileSync("cp", ["-a", embedded.place.home, place.home]);
  await rm(embedded.place.home, { recursive: true });
  const after = startSupervisor(place, processes);
  const files = await mkdtemp(join(tmpdir(), "latchkey-moved-"));
  try {
    await after.ready;
    expect(await ledgerOf(place.home)).toEqual(ledger);
    const verified = await runCli(["audit", "verify"], { LATCHKEY_HOME: place.home });
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^Intact: /)]);
    const { url } = await revealInto(join(files, "moved.json"), grantId, place);
    expect(await loginWith(url)).toEqual({ name: expect.stringMatching(/^moved_/) });
  } finally {
    await killLeftovers(place, [after]);
    await rm(files, { recursive: true, force: true });
  }
});
