import { expect, test } from "vitest";
import { listQueueEntries } from "#server/approvals/list-queue-entries.ts";
import { showQueueItem } from "#server/approvals/show-queue-item.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

async function openWithPriya() {
  const server = await openTestServer();
  const priya = await server.actor("priya");
  return { server, priya };
}

test("says what will be built, as the run itself plans it, with no secret and no name that is not known yet", async () => {
  const { server, priya } = await openWithPriya();
  const { id } = await server.submit("dana", {
    environment: "production",
    name: "ledger",
    parameters: { size: "medium" },
  });
  const { plan, parameterTitles, decide, entry } = await showQueueItem(server.web, priya, id);
  expect(plan?.summary[0]).toBe(
    "A PostgreSQL database ledger_…, encoded in UTF-8, that only its own login can connect to.",
  );
  expect(plan?.summary.join(" ")).toContain("at most 25 connections");
  expect(plan?.steps).toEqual([
    "Create the owner and the login",
    "Create the database and close it to everyone else",
    "Prove the login and seal the credentials",
  ]);
  expect([parameterTitles.size, decide]).toEqual(["Size", { allowed: true, reason: null }]);
  expect(entry).toMatchObject({
    id,
    risk: { level: "medium" },
    escalated: false,
    template: { title: "Postgres, small" },
  });
  expect(Date.parse(entry.dueAt ?? "")).toBeGreaterThan(Date.parse(entry.askedAt));
});

test("shows where it asks for something else than the template offers, and than the team's last one that was built", async () => {
  const { server, priya } = await openWithPriya();
  const first = await server.submit("dana", { lifetimeHours: 720 });
  const asked = { environment: "production", lifetimeHours: 2160, parameters: { size: "medium" } };
  const { id } = await server.submit("dana", asked);
  expect((await showQueueItem(server.web, priya, id)).similar).toBeNull();
  await server.build(first.id);
  const second = await server.submit("dana", asked);
  const item = await showQueueItem(server.web, priya, second.id);
  expect(item.fromTemplate).toEqual([
    { path: "/lifetimeHours", from: 168, to: 2160 },
    { path: "/parameters/size", from: "small", to: "medium" },
  ]);
  expect(item.similar).toMatchObject({
    id: first.id,
    changes: [
      { path: "/environment", from: "dev", to: "production" },
      { path: "/lifetimeHours", from: 720, to: 2160 },
      { path: "/parameters/size", from: "small", to: "medium" },
    ],
  });
});

test("requests of low risk for the same thing are of one kind, and any other has none or another", async () => {
  const { server, priya } = await openWithPriya();
  const same = { environment: "production" };
  await server.submit("dana", same);
  await server.submit("dana", same);
  await server.submit("dana", { ...same, classification: "public" });
  await server.submit("dana", { ...same, classification: "confidential" });
  const { items } = await listQueueEntries(server.web, priya, {});
  const kinds = Map.groupBy(items, ({ classification }) => classification);
  const [one, other] = (kinds.get("internal") ?? []).map(({ kind }) => kind);
  expect([typeof one, one === other]).toEqual(["string", true]);
  expect(kinds.get("public")?.[0]?.kind).not.toBe(one);
  expect(kinds.get("confidential")?.[0]?.kind).toBeNull();
});

test("is not there for somebody who may not know of the request, and says to a colleague why they may not decide", async () => {
  const { server } = await openWithPriya();
  const { id } = await server.submit("dana", { environment: "production" });
  await expect(showQueueItem(server.web, await server.actor("noor"), id)).rejects.toMatchObject({ code: "not_found" });
  await expect(showQueueItem(server.web, await server.actor("noor"), "req_none")).rejects.toMatchObject({
    code: "not_found",
  });
  const { decide } = await showQueueItem(server.web, await server.actor("lee"), id);
  expect(decide).toMatchObject({ allowed: false, reason: expect.stringContaining("platform") as string });
});
