import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { deliverDue } from "#server/notifications/deliver-due.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { notify, type NotificationTemplate } from "#server/notifications/notify.ts";
import { openChannels } from "#server/notifications/open-channels.ts";
import { routeNotification } from "#server/notifications/route-notification.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { startOutward } from "#tests/harness/start-outward.ts";
import { openTestServer, type TestServer } from "#tests/harness/test-server.ts";
import { startSmtpDouble, type SmtpMode } from "#tests/smtp-double/smtp-double.ts";

/** No transition waits for a mail server: the shortest time limit of the double's address, which a wait would take. */
const transitionMsMax = 4000;
const settleMs = 20_000;

const outages: readonly SmtpMode[] = ["refuse", "hang", "hang_after_data", "busy", "reject", "drop", "keep_and_drop"];

async function openWithMail() {
  const smtp = await startSmtpDouble();
  const server = await openTestServer({ SMTP_URL: smtp.url });
  await Promise.all((["dana", "priya", "omar"] as const).map((name) => server.actor(name)));
  const channels = openChannels(server.worker.ctx);
  return { smtp, server, channels };
}

/** Records a message as a use case does, and hands it to the channels as the notice job does. */
async function tell(
  server: TestServer,
  channels: readonly NotificationChannel[],
  message: { to: string; template: NotificationTemplate; payload: Record<string, string>; key?: string },
): Promise<string> {
  const { to: recipientId, template, payload } = message;
  const dedupeKey = message.key ?? `${template}:${crypto.randomUUID()}`;
  await server.web.db.transaction((tx) => notify(tx, { dedupeKey, recipientId, template, payload }));
  const [row] = await server.web.db.query<{ id: string }>(
    sql`SELECT id FROM notifications WHERE dedupe_key = ${dedupeKey}`,
  );
  const id = row?.id ?? "";
  await routeNotification(server.worker.ctx.db, channels, id);
  return id;
}

async function deliverAll(server: TestServer, channels: readonly NotificationChannel[]): Promise<void> {
  for (const channel of channels) while ((await deliverDue(server.worker.ctx, channel)) > 0);
}

const deliveries = (server: TestServer) =>
  server.web.db.query<{ id: string; channel: string; state: string; attempts: number; reason: string | null }>(sql`
    SELECT notification_id AS id, channel, state, attempts, reason FROM deliveries ORDER BY notification_id, channel`);

/** What was put off is due now: the clock of the ledger, not ours. */
const passTime = (server: TestServer) =>
  server.worker.ctx.db.query(
    sql`UPDATE deliveries SET next_at = clock_timestamp() - interval '1 ms' WHERE state = 'pending'`,
  );

test.for(outages)(
  "while mail is out (%s) no transition waits, and all of it arrives once when it is back",
  async (mode) => {
    const { smtp, server, channels } = await openWithMail();
    // The first of a process loads what the others use.
    await server.submit("dana");
    await smtp.behave(mode);
    const { ctx } = server.worker;
    const { deliveries: lanes } = startOutward(ctx, channels);
    const [dana, priya] = [await server.actor("dana"), await server.actor("priya")];
    const tookMs: number[] = [];
    const timed = async <T>(work: () => Promise<T>) => {
      const beganAt = performance.now();
      const answer = await work();
      tookMs.push(performance.now() - beganAt);
      return answer;
    };
    const filed = [];
    for (let round = 0; round < 4; round++) {
      const request = await timed(() => server.submit("dana", { environment: "production" }));
      for (const id of await askApprovers(ctx, request.id)) await routeNotification(ctx.db, channels, id);
      lanes.wake();
      filed.push(request);
    }
    await waitUntil("attempts fail", settleMs, async () => {
      return (await deliveries(server)).some(({ attempts, reason }) => attempts > 0 && reason !== null) || null;
    });
    for (const { id, digest } of filed) {
      await timed(() => decideRequest(server.web, priya, { id, digest, verdict: "approve", comment: "Fine." }));
      expect((await showRequest(server.web, dana, id)).state).toBe("approved");
    }
    // All of it is committed while nothing could be sent.
    expect((await deliveries(server)).filter(({ state }) => state === "sent")).toEqual([]);
    expect(tookMs.toSorted((a, b) => a - b)[tookMs.length / 2]).toBeLessThan(transitionMsMax);
    const told = await server.web.db.query<{ id: string }>(
      sql`SELECT id FROM notifications WHERE template = 'request.approved'`,
    );
    expect(told).toHaveLength(filed.length);
    for (const { id } of told) await routeNotification(ctx.db, channels, id);

    await smtp.behave("take");
    await waitUntil("all of it has left", settleMs, async () => {
      await passTime(server);
      lanes.wake();
      return (await deliveries(server)).every(({ state }) => state !== "pending") || null;
    });
    const sent = (await deliveries(server)).filter(({ state }) => state === "sent");
    const arrived = smtp.taken.map((mail) => mail.header("Message-ID"));
    const promised = sent.map(({ id }) => `<${id}@127.0.0.1>`);
    // A server that kept a message and hung up is told of it again: its id says that it is one.
    if (mode === "keep_and_drop") expect([...new Set(arrived)]).toEqual(expect.arrayContaining(promised));
    else expect(arrived.toSorted()).toEqual(promised.toSorted());
    expect(sent.filter(({ id }) => told.some((one) => one.id === id))).toHaveLength(told.length);
  },
);

test("an outage of one channel holds up no other", async () => {
  const { smtp, server, channels } = await openWithMail();
  await smtp.behave("hang");
  const arrived: string[] = [];
  const chat: NotificationChannel = {
    id: "slack",
    addressOf: async () => "U123",
    send: async ({ id }) => void arrived.push(id),
  };
  const dana = await server.actor("dana");
  const { deliveries: lanes } = startOutward(server.worker.ctx, [...channels, chat]);
  const sent = [];
  for (let round = 0; round < 12; round++) {
    sent.push(
      await tell(server, [...channels, chat], {
        to: dana.principalId,
        template: "request.failed",
        payload: { requestId: "req_x", name: "orders", reason: "No." },
      }),
    );
  }
  const beganAt = performance.now();
  lanes.wake();
  await waitUntil("chat has all of it", settleMs, async () => arrived.length === sent.length || null);
  // One after the other, mail alone would take three times its time limit of four seconds.
  expect(performance.now() - beganAt).toBeLessThan(10_000);
  expect(arrived.toSorted()).toEqual(sent.toSorted());
  expect((await deliveries(server)).filter(({ channel, state }) => channel === "email" && state === "sent")).toEqual(
    [],
  );
});

test("however many workers there are, each message leaves once", async () => {
  const { smtp, server, channels } = await openWithMail();
  const dana = await server.actor("dana");
  const sent = await Promise.all(
    Array.from({ length: 25 }, () =>
      tell(server, channels, {
        to: dana.principalId,
        template: "request.expired",
        payload: { requestId: "req_x", name: "orders" },
      }),
    ),
  );
  await Promise.all(Array.from({ length: 4 }, () => deliverAll(server, openChannels(server.worker.ctx))));
  expect(smtp.taken.map((mail) => mail.header("Message-ID")).toSorted()).toEqual(
    sent.map((id) => `<${id}@127.0.0.1>`).toSorted(),
  );
});

test("a worker that dies while it sends leaves the message to the next, under the same id", async () => {
  const { smtp, server, channels } = await openWithMail();
  const dana = await server.actor("dana");
  const id = await tell(server, channels, {
    to: dana.principalId,
    template: "request.expired",
    payload: { requestId: "req_x", name: "orders" },
  });
  const dying: NotificationChannel = {
    id: "email",
    addressOf: async () => "dana@latchkey.test",
    send: () => new Promise(() => {}),
  };
  void deliverDue(server.worker.ctx, dying);
  await waitUntil("it is taken", settleMs, async () => (await deliveries(server))[0]?.attempts === 1 || null);
  expect(await deliverDue(server.worker.ctx, channels[0] ?? dying)).toBe(0);
  await passTime(server);
  await deliverAll(server, channels);
  expect(smtp.taken.map((mail) => mail.header("Message-ID"))).toEqual([`<${id}@127.0.0.1>`]);
  expect(await deliveries(server)).toMatchObject([{ state: "sent", attempts: 2 }]);
});

test("what cannot be delivered for a day has failed, with a reason that names no secret", async () => {
  const { smtp, server, channels } = await openWithMail();
  await smtp.behave("reject");
  const dana = await server.actor("dana");
  await tell(server, channels, {
    to: dana.principalId,
    template: "request.expired",
    payload: { requestId: "req_x", name: "orders" },
  });
  await deliverAll(server, channels);
  expect(await deliveries(server)).toMatchObject([{ state: "pending", attempts: 1 }]);
  const [waits] = await server.web.db.query<{ ms: number }>(sql`
    SELECT extract(epoch FROM next_at - clock_timestamp()) * 1000 AS ms FROM deliveries`);
  expect(Number(waits?.ms)).toBeGreaterThan(1000);
  await server.worker.ctx.db.query(
    sql`UPDATE deliveries SET next_at = clock_timestamp() - interval '1 ms', give_up_at = clock_timestamp() - interval '1 ms'`,
  );
  await deliverAll(server, channels);
  expect(await deliveries(server)).toMatchObject([
    { state: "failed", attempts: 2, reason: expect.stringContaining("550 5.7.1 Not today") },
  ]);
  await passTime(server);
  expect(smtp.taken).toEqual([]);
});

test("reminders that are due for one person at once are one message, and there is at most one an hour", async () => {
  const { smtp, server, channels } = await openWithMail();
  const priya = await server.actor("priya");
  const waiting = [];
  for (let round = 0; round < 3; round++) waiting.push(await server.submit("dana", { environment: "production" }));
  const remind = ({ id, name }: { id: string; name: string }, round: number) =>
    tell(server, channels, {
      to: priya.principalId,
      template: "approval.reminder",
      key: `${id}:${round}`,
      payload: { requestId: id, name, environment: "production", requester: "Dana" },
    });
  for (const request of waiting) await remind(request, 1);
  await Promise.all([deliverAll(server, channels), deliverAll(server, channels), deliverAll(server, channels)]);
  await passTime(server);
  await deliverAll(server, channels);
  expect(smtp.taken).toHaveLength(1);
  expect(smtp.taken[0]?.header("Subject")).toBe("3 requests still wait for your decision");
  for (const { name } of waiting) expect(smtp.taken[0]?.text).toContain(name);
  expect((await deliveries(server)).map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);

  for (const request of waiting) await remind(request, 2);
  await deliverAll(server, channels);
  expect(smtp.taken).toHaveLength(1);
  await server.worker.ctx.db.query(
    sql`UPDATE deliveries SET sent_at = sent_at - interval '61 minutes' WHERE state = 'sent'`,
  );
  await passTime(server);
  await deliverAll(server, channels);
  expect(smtp.taken).toHaveLength(2);
});

test("nobody is written to about what is settled, nor about what they switched off; an alarm cannot be switched off", async () => {
  const { smtp, server, channels } = await openWithMail();
  const [dana, priya] = [await server.actor("dana"), await server.actor("priya")];
  const request = await server.submit("dana", { environment: "production" });
  const asked = await askApprovers(server.worker.ctx, request.id);
  for (const id of asked) await routeNotification(server.worker.ctx.db, channels, id);
  await decideRequest(server.web, priya, { id: request.id, digest: request.digest, verdict: "approve", comment: "" });
  for (const kind of ["requests", "security"]) {
    await server.web.db.query(sql`
      INSERT INTO notification_choices (principal_id, kind, channel, wanted) VALUES (${dana.principalId}, ${kind}, 'email', false)`);
  }
  await tell(server, channels, {
    to: dana.principalId,
    template: "request.expired",
    payload: { requestId: request.id, name: "orders" },
  });
  await tell(server, channels, {
    to: dana.principalId,
    template: "grant.refused",
    payload: { resourceId: "res_x", name: "orders", who: "Noor", recipient: "Dana" },
  });
  await deliverAll(server, channels);
  expect(smtp.taken.map((mail) => mail.header("Subject"))).toEqual([
    "Alarm: somebody else tried to open the credential of orders",
  ]);
  const left = (await deliveries(server)).filter(({ state }) => state === "skipped");
  expect(left.map(({ reason }) => reason).toSorted()).toEqual(
    [...asked.map(() => "Settled before it was sent."), "Switched off by who it is for."].toSorted(),
  );
});

test("what others chose to be called writes no header, no second recipient and no line of its own", async () => {
  const { smtp, server, channels } = await openWithMail();
  const dana = await server.actor("dana");
  const hostile = [
    "x\r\nBcc: everybody@example.test\r\nX-Evil: 1\r\n\r\nLog in at https://evil.example",
    "=?utf-8?q?x=0D=0ABcc:_everybody=40example.test?=",
    "\u202eevil\u2066 <!channel> <https://evil.example|Reveal>",
    ".\r\nMAIL FROM:<evil@example.test>\r\nRCPT TO:<everybody@example.test>\r\nDATA",
    "😀".repeat(300),
  ];
  for (const text of hostile) {
    const payload = { requestId: "req_x", name: text, by: text, comment: text, environment: text };
    await tell(server, channels, { to: dana.principalId, template: "request.rejected", payload });
  }
  await deliverAll(server, channels);
  expect(smtp.taken).toHaveLength(hostile.length);
  for (const mail of smtp.taken) {
    expect(mail.to).toEqual(["dana@latchkey.test"]);
    const head = mail.data.slice(0, mail.data.indexOf("\r\n\r\n"));
    expect(head).not.toMatch(/^(Bcc|Cc|X-Evil):/im);
    expect(mail.header("Content-Type")).toMatch(/^text\/plain/);
    expect(mail.header("Auto-Submitted")).toBe("auto-generated");
    expect(mail.text).not.toMatch(/[\u202a-\u202e\u2066-\u2069<>]/);
    expect(mail.text.split(/\r?\n/).filter((line) => line.startsWith("Bcc") || line.startsWith("Log in"))).toEqual([]);
  }
});
