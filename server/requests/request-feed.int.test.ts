import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { atOneSet } from "#server/catalog/at-one-set.ts";
import { requestFeed } from "#server/requests/request-feed.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

test("however many calls watch requests, each with a context of its own, the process listens on one connection", async () => {
  const { web } = await openTestServer();
  const woken = new Set<number>();
  const calls = Array.from({ length: 20 }, (_, call) =>
    requestFeed(atOneSet(web)).subscribe("req_watched", () => woken.add(call)),
  );
  const listening = async () => {
    const [row] = await web.db.query<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE application_name = 'listen latchkey_events' AND datname = current_database()`);
    return row?.n ?? 0;
  };
  await waitUntil("it listens", 10_000, async () => ((await listening()) > 0 ? true : null));
  await waitUntil("a commit wakes every one", 10_000, async () => {
    await web.db.query(sql`SELECT pg_notify('latchkey_events', 'req_watched')`);
    return woken.size === calls.length || null;
  });
  expect(await listening()).toBe(1);
  for (const unsubscribe of calls) unsubscribe();
});
