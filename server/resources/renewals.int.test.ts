import { generateKeyPairSync } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildCsr } from "#resource-types/tls-certificate/x509/build-csr.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { recordConnections } from "#server/catalog/record-connections.ts";
import { extendResource } from "#server/resources/extend-resource.ts";
import { foretellRenewals } from "#server/resources/foretell-renewals.ts";
import { listCertificates } from "#server/resources/list-certificates.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { buildFor, finishRuns, toldOf } from "#tests/factories/clock.ts";
import { startAuthorityProcess } from "#tests/harness/authority.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

const dayMs = 24 * 3_600_000;
const shipped = join(import.meta.dirname, "../../catalog");

/** A certificate of dana's team that lasts 60 days, in use, on a real authority. */
async function openCertificate() {
  const authority = await startAuthorityProcess(["payments.example.test"]);
  onTestFinished(() => authority[Symbol.asyncDispose]());
  const catalog = await mkdtemp(join(tmpdir(), "latchkey-catalog-"));
  onTestFinished(() => rm(catalog, { recursive: true, force: true }));
  await cp(shipped, catalog, { recursive: true });
  const server = await openTestServer({ CATALOG_DIR: catalog });
  await writeFile(join(server.home, "secrets/authority-admin-url"), authority.adminUrl, { mode: 0o400 });
  await recordConnections(server.worker.ctx);
  const csr = buildCsr(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  const parameters = { dnsNames: ["orders.payments.example.test"], csr };
  const asked = { template: "tls-certificate", environment: "staging", lifetimeHours: 60 * 24, parameters };
  const id = await buildFor(server, "dana", asked);
  expect(id).not.toBe("");
  await confirm(server, 1);
  return { server, id, catalog };
}

const confirm = (server: TestServer, generation: number) =>
  server.worker.ctx.db.query(
    sql`UPDATE grants SET state = 'confirmed', revealed_at = now() WHERE generation = ${generation}`,
  );

/** As if it had been issued so many days ago. */
const age = (server: TestServer, days: number) =>
  server.worker.ctx.db.query(sql`
    UPDATE resources SET ready_at = ready_at - make_interval(days => ${days}), expires_at = expires_at - make_interval(days => ${days}),
      facts = facts || (SELECT jsonb_object_agg(name, to_char((facts ->> name)::timestamptz - make_interval(days => ${days}),
        'YYYY-MM-DD"T"HH24:MI:SS"Z"')) FROM unnest(ARRAY['notBefore', 'notAfter']) AS name)`);

test("a certificate is renewed by the next one, whose end counts once it is in use; the first stays good a while", async () => {
  const { server, id } = await openCertificate();
  const dana = await server.actor("dana");
  await age(server, 50);
  const before = await showResource(server.web, dana, id);
  const { request } = await extendResource(server.web, dana, { id, body: {}, idempotencyKey: null });
  expect(request.state).toBe("fulfilled");
  await finishRuns(server, id);
  const made = await showResource(server.web, dana, id);
  expect(made.expiresAt).toBe(before.expiresAt);
  expect(made.grants).toMatchObject([
    { generation: 1, endedAt: null },
    { generation: 2, state: "pending" },
  ]);
  await confirm(server, 2);
  await finishRuns(server, id);
  const renewed = await showResource(server.web, dana, id);
  expect(renewed.facts.serial).not.toBe(before.facts.serial);
  expect(Date.parse(String(renewed.facts.notAfter)) - Date.now()).toBeGreaterThan(59 * dayMs);
  expect(Date.parse(renewed.expiresAt ?? "") - Date.now()).toBeGreaterThan(59 * dayMs);
  expect(renewed.grants[0]?.endedAt).toBeNull();
  const [drain] = await server.worker.ctx.db.query<{ hours: number }>(sql`
    SELECT extract(epoch FROM drain_until - clock_timestamp())::float8 / 3600 AS hours FROM grants WHERE generation = 1`);
  expect(drain?.hours).toBeGreaterThan(23);
  // A third of its own life, which is shorter than that of all certificates before it together.
  await age(server, 31);
  expect(await foretellRenewals(server.worker.ctx)).toBe(0);
  await age(server, 10);
  expect(await foretellRenewals(server.worker.ctx)).toBe(1);
});

test("its owner is told once, a third of its life or 30 days ahead, what today's rules say of its renewal", async () => {
  const { server, id } = await openCertificate();
  const { ctx } = server.worker;
  await age(server, 39);
  expect(await foretellRenewals(ctx)).toBe(0);
  await age(server, 2);
  expect(await foretellRenewals(ctx)).toBe(1);
  expect(await foretellRenewals(ctx)).toBe(0);
  expect(await toldOf(server, "renewal.due")).toEqual(["dana@latchkey.test"]);
  expect(await saidOf(server)).toMatchObject([{ outcome: "auto" }]);
  const { items, weeks } = await listCertificates(server.web, await server.actor("dana"));
  expect(items.map((item) => item.id)).toEqual([id]);
  expect(weeks.findIndex(({ ending }) => ending === 1)).toBe(2);
  expect((await listCertificates(server.web, await server.actor("noor"))).items).toEqual([]);
});

test("a rule that would deny it is told to its owner and the leads of the team while there is time", async () => {
  const { server, catalog } = await openCertificate();
  await server.actor("lee");
  const path = join(catalog, "teams.yaml");
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace("zones: [payments.example.test]", "zones: [other.example.test]"));
  for (const _ of ["found", "settled"]) await server.web.catalogKeeper.look();
  await age(server, 45);
  expect(await foretellRenewals(server.web)).toBe(1);
  expect(await toldOf(server, "renewal.due")).toEqual(["dana@latchkey.test", "lee@latchkey.test"]);
  expect(await saidOf(server)).toMatchObject([
    { outcome: "deny", reason: expect.stringContaining("orders.payments.example.test") },
    { outcome: "deny" },
  ]);
});

async function saidOf(server: TestServer): Promise<unknown[]> {
  const rows = await server.worker.ctx.db.query<{ payload: unknown }>(
    sql`SELECT payload FROM notifications WHERE template = 'renewal.due' ORDER BY created_at, id`,
  );
  return rows.map(({ payload }) => payload);
}
