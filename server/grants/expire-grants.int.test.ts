import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { expireGrants } from "#server/grants/expire-grants.ts";
import { showGrant } from "#server/grants/show-grant.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

test("ends a grant when its claim window has passed, drops the payload and says so once", async () => {
  const server = await openTestServer();
  const { id } = await server.submit("dana");
  await server.build(id);
  const dana = await server.actor("dana");
  const grantId = (await showRequest(server.web, dana, id)).grants[0]?.id ?? "";
  const { ctx } = server.worker;
  expect(await expireGrants(ctx)).toBe(0);
  await ctx.db.query(sql`UPDATE grants SET expires_at = now() - interval '1 s'`);
  const ended = await Promise.all([expireGrants(ctx), expireGrants(ctx), expireGrants(ctx)]);
  expect(ended.reduce((sum, count) => sum + count)).toBe(1);
  expect(await showGrant(server.web, dana, grantId)).toMatchObject({ state: "expired" });
  expect(await ctx.db.query(sql`SELECT grant_id FROM sealed_payloads`)).toEqual([]);
  await expect(showGrant(server.web, await server.actor("noor"), grantId)).rejects.toMatchObject({ code: "not_found" });
});
