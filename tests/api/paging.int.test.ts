import { randomUUID } from "node:crypto";
import fc from "fast-check";
import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { problemSchema } from "#domain/contracts/problem.ts";
import { routes } from "#domain/contracts/routes/routes.ts";
import { encodeCursorText } from "#server/requests/cursor-text.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
/** Somebody with every list in sight; a resource that nobody has is not looked for before the cursor is read. */
const reader = "rae";
const lists = routes.filter(({ query }) => query instanceof z.ZodObject && "cursor" in query.shape);
const pathOf = (path: string) => `/api/v1${path.replace(/\{\w+\}/, "res_00000000000000000000000000")}`;

beforeAll(async () => {
  api = await startApi({ RATE_LIMIT_SUBMITS_PER_MINUTE: "1000000" });
});

const instant = "2026-11-27T20:00:00.123Z";
const hostile = [
  "x",
  "AAAA",
  "null",
  "W10",
  "-1",
  "1e9",
  "0x10",
  "9".repeat(16),
  "9".repeat(200),
  "a".repeat(201),
  "a".repeat(100_000),
  "'; DROP TABLE requests; --",
  "../../etc/passwd",
  "\u{1F600}",
  "\0",
  // As this server made them before they were bound to their list.
  Buffer.from(JSON.stringify([instant, "req_1"])).toString("base64url"),
  // Well made by somebody who read the source.
  ...["requests", "resources", "approvals", "service-accounts", "tokens", "people", "leases"].flatMap((list) => [
    encodeCursorText(list, [instant, "a\0b"]),
    encodeCursorText(list, ["0000-01-01T00:00:00.000Z", "req_1"]),
    encodeCursorText(list, [2 ** 40, instant, "req_1"]),
    encodeCursorText(list, [-1, instant, "req_1"]),
  ]),
];

test("every list refuses every hostile cursor with 422 invalid_input", async () => {
  expect(lists.length).toBeGreaterThan(10);
  for (const { path } of lists) {
    for (const cursor of hostile) {
      const answer = await api.call(`GET ${pathOf(path)}?cursor=${encodeURIComponent(cursor)}`, { as: reader });
      const problem = problemSchema.parse(await answer.json());
      expect({ path, status: answer.status, code: problem.code }, cursor.slice(0, 80)).toEqual({
        path,
        status: 422,
        code: "invalid_input",
      });
    }
  }
});

test("every list takes 1 to 100 rows a page and refuses all other limits with 422", async () => {
  for (const { path } of lists) {
    for (const limit of [
      "0",
      "-1",
      "101",
      "1e9",
      "1.5",
      "NaN",
      "Infinity",
      "ten",
      "",
      " ",
      "1 OR 1=1",
      "9".repeat(30),
    ]) {
      const answer = await api.call(`GET ${pathOf(path)}?limit=${encodeURIComponent(limit)}`, { as: reader });
      expect(answer.status, `${path} limit=${limit}`).toBe(422);
      expect(problemSchema.parse(await answer.json()).code).toBe("invalid_input");
    }
  }
});

const pageSchema = z.object({ items: z.array(z.object({ id: z.string() })), nextCursor: z.string().nullable() });

async function readPage(as: string, path: string, limit: number, cursor: string | null) {
  const place = cursor === null ? "" : `&cursor=${cursor}`;
  const answer = await api.call(`GET /api/v1/${path}limit=${limit}${place}`, { as });
  return pageSchema.parse(await answer.json());
}

async function file(): Promise<void> {
  const body = {
    template: "postgres-small",
    team: "payments",
    environment: "production",
    classification: "internal",
    purpose: "Orders service",
    name: `p-${randomUUID().slice(0, 8)}`,
  };
  expect((await api.call("POST /api/v1/requests", { as: "dana", body })).status).toBe(201);
}

async function makeAccount(): Promise<void> {
  const body = { team: "payments", name: `b-${randomUUID().slice(0, 8)}` };
  expect((await api.call("POST /api/v1/service-accounts", { as: "lee", body })).status).toBe(201);
}

test.for([
  { what: "requests", as: "dana", path: "requests?", add: file },
  { what: "what waits for an approver", as: "priya", path: "approvals?", add: file },
  { what: "the same as requests", as: "priya", path: "requests?scope=to_approve&", add: file },
  { what: "service accounts", as: "lee", path: "service-accounts?", add: makeAccount },
])("pages of any size through $what give each old item once, while others are added", async ({ as, path, add }) => {
  for (let made = 0; made < 9; made++) await add();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
      const old = new Set((await readPage(as, path, 100, null)).items.map(({ id }) => id));
      expect(old.size).toBeGreaterThanOrEqual(9);
      const seen: string[] = [];
      let cursor: string | null = null;
      for (let page = 0; ; page++) {
        const limit = sizes[page % sizes.length] ?? 1;
        const [read]: [Awaited<ReturnType<typeof readPage>>, unknown] = await Promise.all([
          readPage(as, path, limit, cursor),
          page < 3 ? add() : undefined,
        ]);
        expect(read.items.length).toBeLessThanOrEqual(limit);
        seen.push(...read.items.map(({ id }) => id));
        cursor = read.nextCursor;
        if (cursor === null) break;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining([...old]));
    }),
    { numRuns: 5 },
  );
});

test("things of one instant are paged through as well", async () => {
  const ledger = new pg.Client({ connectionString: api.ledger.url });
  await ledger.connect();
  await ledger.query("UPDATE service_accounts SET created_at = date_trunc('day', now())");
  await ledger.end();
  const all = (await readPage("lee", "service-accounts?", 100, null)).items;
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page = await readPage("lee", "service-accounts?", 2, cursor);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(seen).toEqual(all.map(({ id }) => id));
});
