import { expect, test } from "vitest";
import type { Quota } from "#domain/catalog/quota.ts";
import { listQuotas } from "#server/quotas/list-quotas.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

const anywhere = { team: null, environment: null, template: null };
const quotas: readonly Quota[] = [
  { id: "payments-cost", scope: { ...anywhere, team: "payments" }, measure: "monthlyCost", limit: 500 },
  { id: "search-cost", scope: { ...anywhere, team: "search" }, measure: "monthlyCost", limit: 500 },
  { id: "all-production", scope: { ...anywhere, environment: "production" }, measure: "count", limit: 9 },
];

test("tells what is held and what waits, of the viewer's teams and of what counts all teams together", async () => {
  const server = await openTestServer();
  const web = { ...server.web, catalog: { ...server.web.catalog, quotas } };
  const dear = await server.submit("dana", { parameters: { size: "medium" } });
  const waiting = await server.submit("dana", { environment: "production" });
  await server.submit("noor", { team: "search", environment: "production" });
  await server.submit("dana", { lifetimeHours: 80_000 });

  const seen = await listQuotas(web, await server.actor("dana"));
  expect(seen.map(({ id, held, waiting: part }) => [id, held, part])).toEqual([
    ["payments-cost", 22 + 18, 18],
    ["all-production", 2, 2],
  ]);
  expect(seen[0]?.dearest.map(({ requestId, amount }) => [requestId, amount])).toEqual([
    [dear.id, 22],
    [waiting.id, 18],
  ]);
  // The sum is everybody's, the requests behind it are not.
  expect(seen[1]?.dearest.map(({ requestId }) => requestId)).toEqual([waiting.id]);

  const kept = await listQuotas(web, await server.actor("ava"));
  expect(kept.map(({ id, held }) => [id, held])).toEqual([
    ["payments-cost", 40],
    ["search-cost", 18],
    ["all-production", 2],
  ]);
  expect(kept[2]?.dearest).toHaveLength(2);
});
