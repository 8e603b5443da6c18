import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { chooseNotifications } from "#server/notifications/choose-notifications.ts";
import { countUnread } from "#server/notifications/count-unread.ts";
import { listDeliveries } from "#server/notifications/list-deliveries.ts";
import { listNotificationChoices } from "#server/notifications/list-notification-choices.ts";
import { listNotifications } from "#server/notifications/list-notifications.ts";
import { notify } from "#server/notifications/notify.ts";
import { readAllNotifications } from "#server/notifications/read-all-notifications.ts";
import { readNotification } from "#server/notifications/read-notification.ts";
import { resendDelivery } from "#server/notifications/resend-delivery.ts";
import { routeNotification } from "#server/notifications/route-notification.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";

async function tell(server: TestServer, recipientId: string, name: string): Promise<void> {
  await server.web.db.transaction((tx) =>
    notify(tx, {
      dedupeKey: `request.expired:${crypto.randomUUID()}`,
      recipientId,
      template: "request.expired",
      payload: { requestId: "req_x", name },
    }),
  );
}

test("an inbox holds one's own messages and nobody else's, newest first, page by page", async () => {
  const server = await openTestServer();
  const [dana, noor] = [await server.actor("dana"), await server.actor("noor")];
  const names = ["one", "two", "three", "four", "five"];
  for (const name of names) await tell(server, dana.principalId, name);
  await tell(server, noor.principalId, "hers");
  const seen = [];
  let cursor: string | undefined;
  do {
    const page = await listNotifications(server.web, dana, { limit: 2, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ subject }) => subject));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(names.toReversed().map((name) => `Expired: ${name}`));
  expect(await countUnread(server.web, dana)).toEqual({ unread: 5 });
  const [hers] = (await listNotifications(server.web, noor, {})).items;
  const stranger = readNotification(server.web, dana, { id: hers?.id ?? "" });
  await expect(stranger).rejects.toMatchObject({ code: "not_found" });
  const nobody = readNotification(server.web, dana, { id: "ntf_none" });
  await expect(nobody).rejects.toMatchObject({ message: await stranger.catch((error: Error) => error.message) });
  expect(await countUnread(server.web, noor)).toEqual({ unread: 1 });
  await expect(listNotifications(server.web, dana, { cursor: "bm8" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("what was read stays read, once", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  for (const name of ["one", "two", "three"]) await tell(server, dana.principalId, name);
  const [newest] = (await listNotifications(server.web, dana, { only: "unread" })).items;
  const id = newest?.id ?? "";
  expect(await readNotification(server.web, dana, { id })).toEqual({ unread: 2 });
  const readAt = async () =>
    (await listNotifications(server.web, dana, {})).items.find((item) => item.id === id)?.readAt;
  const first = await readAt();
  expect(first).toEqual(expect.any(String));
  expect(await readNotification(server.web, dana, { id })).toEqual({ unread: 2 });
  expect(await readAt()).toBe(first);
  expect((await listNotifications(server.web, dana, { only: "unread" })).items).toHaveLength(2);
  expect(await readAllNotifications(server.web, dana)).toEqual({ unread: 0 });
  expect((await listNotifications(server.web, dana, { only: "unread" })).items).toEqual([]);
});

test("“needs me” holds what one can still decide; what others settled says so there, and in no mail", async () => {
  const server = await openTestServer();
  const [priya, omar] = [await server.actor("priya"), await server.actor("omar")];
  const { id, digest } = await server.submit("dana", { environment: "production" });
  for (const message of await askApprovers(server.worker.ctx, id)) {
    await routeNotification(server.worker.ctx.db, [{ id: "email" }], message);
  }
  const needed = async (actor: typeof priya) =>
    (await listNotifications(server.web, actor, { only: "needs_me" })).items;
  expect([await needed(priya), await needed(omar)].map((items) => items.map(({ needsMe }) => needsMe))).toEqual([
    [true],
    [true],
  ]);
  const before = await server.web.db.query(sql`SELECT id FROM notifications`);
  await decideRequest(server.web, priya, { id, digest, verdict: "approve", comment: "" });
  expect([await needed(priya), await needed(omar)]).toEqual([[], []]);
  const settled = async (actor: typeof priya) => (await listNotifications(server.web, actor, {})).items[0]?.settled;
  expect(await settled(omar)).toBe(`Settled: approved by ${priya.name}.`);
  expect(await settled(priya)).toBe("Settled: approved by you.");
  const after = await server.web.db.query<{ template: string }>(sql`
    SELECT template FROM notifications WHERE NOT id = ANY(${before.map((row) => row.id)})`);
  expect(after.map(({ template }) => template)).toEqual(["request.approved"]);
});

test("a credential needs its recipient until it is opened", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  await server.build((await server.submit("dana")).id);
  const needed = async () => (await listNotifications(server.web, dana, { only: "needs_me" })).items;
  expect((await needed()).map(({ template }) => template)).toEqual(["request.fulfilled"]);
  await server.worker.ctx.db.query(sql`UPDATE grants SET state = 'confirmed'`);
  expect(await needed()).toEqual([]);
});

test("what others chose to be called is one line of plain words in the inbox too", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  await tell(server, dana.principalId, "x\r\n\r\n\u202e<!channel> <script>alert(1)</script> https://evil.example");
  const [item] = (await listNotifications(server.web, dana, {})).items;
  expect([item?.subject, ...(item?.lines ?? [])].join("")).not.toMatch(/[\r\n\u202e<>]|https:/);
  expect(item?.link).toBe(`${server.web.settings.LATCHKEY_PUBLIC_URL}/requests/req_x`);
});

test("one chooses what one is written to about, each change written down; alarms are no choice", async () => {
  const server = await openTestServer();
  const dana = await server.actor("dana");
  const off = { kind: "requests", channel: "email", wanted: false } as const;
  for (let again = 0; again < 2; again++) {
    const { items } = await chooseNotifications(server.web, dana, off);
    expect(items.find(({ kind }) => kind === "requests")).toMatchObject({ wanted: false, isFixed: false });
  }
  const { items } = await listNotificationChoices(server.web, dana);
  expect(items.find(({ kind }) => kind === "security")).toMatchObject({ wanted: true, isFixed: true });
  const events = await server.web.db.query<{ action: string }>(sql`
    SELECT text::jsonb ->> 'action' AS action FROM audit_events
    WHERE stream = ${`principal:${dana.principalId}`} AND text::jsonb ->> 'action' = 'notifications.chosen'`);
  expect(events).toHaveLength(1);
  const bot = { ...dana, kind: "service_account" as const };
  await expect(chooseNotifications(server.web, bot, off)).rejects.toMatchObject({ code: "forbidden" });
});

test("who keeps the platform sees what became of messages and sends a failed one again, written down", async () => {
  const server = await openTestServer();
  const [dana, sam, priya] = await Promise.all((["dana", "sam", "priya"] as const).map((name) => server.actor(name)));
  if (!dana || !sam || !priya) throw new Error("nobody signed in");
  for (const name of ["one", "two", "three"]) await tell(server, dana.principalId, name);
  const rows = await server.web.db.query<{ id: string }>(sql`SELECT id FROM notifications ORDER BY id`);
  for (const { id } of rows) await routeNotification(server.worker.ctx.db, [{ id: "email" }, { id: "slack" }], id);
  await expect(listDeliveries(server.web, dana, {})).rejects.toMatchObject({ code: "forbidden" });
  const seen = [];
  let cursor: string | undefined;
  do {
    const page = await listDeliveries(server.web, sam, { limit: 2, ...(cursor && { cursor }) });
    seen.push(...page.items.map(({ notification, channel }) => `${notification} ${channel}`));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(new Set(seen).size).toBe(6);
  expect(seen).toHaveLength(6);
  const failed = { notification: rows[0]?.id ?? "", channel: "email" } as const;
  await expect(resendDelivery(server.web, priya, failed)).rejects.toMatchObject({ code: "wrong_state" });
  await server.worker.ctx.db.query(sql`
    UPDATE deliveries SET state = 'failed', attempts = 40, next_at = NULL, reason = 'No.', give_up_at = clock_timestamp()
    WHERE notification_id = ${failed.notification} AND channel = 'email'`);
  expect((await listDeliveries(server.web, sam, { state: "failed" })).items).toMatchObject([
    { notification: failed.notification, subject: "Expired: one", reason: "No.", recipient: { name: dana.name } },
  ]);
  await expect(resendDelivery(server.web, sam, failed)).rejects.toMatchObject({ code: "forbidden" });
  await expect(resendDelivery(server.web, dana, failed)).rejects.toMatchObject({ code: "forbidden" });
  const twice = await Promise.allSettled([0, 1].map(() => resendDelivery(server.web, priya, failed)));
  expect(twice.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect((await listDeliveries(server.web, sam, { state: "failed" })).items).toEqual([]);
  const events = await server.web.db.query<{ by: string }>(sql`
    SELECT text::jsonb -> 'actor' ->> 'id' AS by FROM audit_events WHERE text::jsonb ->> 'action' = 'notification.resent'`);
  expect(events).toEqual([{ by: priya.principalId }]);
  const none = resendDelivery(server.web, priya, { notification: "ntf_none", channel: "email" });
  await expect(none).rejects.toMatchObject({ code: "not_found" });
});
