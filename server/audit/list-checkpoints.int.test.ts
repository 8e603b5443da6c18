import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { checkpointListSchema } from "#domain/contracts/audit.ts";
import { createSigningKey } from "#server/adapters/crypto/create-signing-key.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { openDatabase } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { auditPaths } from "#server/audit/audit-paths.ts";
import { sealAudit } from "#server/audit/seal-audit.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const paths = auditPaths(await mkdtemp(join(tmpdir(), "latchkey-checkpoints-")));
  await createSigningKey(paths, "latchkey.test/audit");
  const signer = await openSigner(paths.signingKey);
  const worker = openDatabase(api.ledger.worker, { name: "test" });
  for (let time = 0; time < 3 && signer; time += 1) {
    await worker.query(sql`SELECT append_audit('request:1', NULL, 'x')`);
    await sealAudit(worker, signer, [signer.verifier]);
  }
  await worker.close();
});

test("gives auditors the checkpoints, newest first, page by page", async () => {
  const read = async (query: string) => {
    const response = await api.call(`GET /api/v1/audit/checkpoints${query}`, { as: "ava" });
    return checkpointListSchema.parse(await response.json());
  };
  const first = await read("?limit=2");
  const [newest, older] = first.items;
  // Whoever has signed in has a stream of their own; each checkpoint sealed one event more.
  const size = older?.treeSize ?? Number.NaN;
  expect(first.items.map(({ seq, treeSize }) => [seq, treeSize])).toEqual([
    [3, size + 1],
    [2, size],
  ]);
  expect(newest?.note).toContain(`\n${size + 1}\n${newest?.root}\nseq 3\n`);
  const second = await read(`?limit=2&cursor=${first.nextCursor}`);
  expect([second.items.map(({ seq }) => seq), second.nextCursor]).toEqual([[1], null]);
});

test.for([
  [{ as: "dana" }, 403],
  [{ as: "lee" }, 403],
  [{ as: "priya" }, 403],
  [{ as: "ava", scope: "requests:read" }, 403],
  [{}, 401],
] as const)("tells nobody else: %j", async ([who, status]) => {
  expect((await api.call("GET /api/v1/audit/checkpoints", who)).status).toBe(status);
});

test.for(["?cursor=x", "?limit=0", "?limit=101", "?frob=1"])("refuses %s", async (query) => {
  expect((await api.call(`GET /api/v1/audit/checkpoints${query}`, { as: "ava" })).status).toBe(422);
});
