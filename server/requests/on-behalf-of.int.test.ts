import pg from "pg";
import { describe, expect, test } from "vitest";
import { AppError } from "#domain/errors/app-error.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { listRequests } from "#server/requests/list-requests.ts";
import { previewRequest } from "#server/requests/preview-request.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { submitRequest } from "#server/requests/submit-request.ts";
import { withdrawRequest } from "#server/requests/withdraw-request.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { writeMessage } from "#server/notifications/write-message.ts";
import { listResources } from "#server/resources/list-resources.ts";
import { releaseResource } from "#server/resources/release-resource.ts";
import { revokeServiceAccount } from "#server/service-accounts/revoke-service-account.ts";
import { revokeToken } from "#server/service-accounts/revoke-token.ts";
import { makeServiceAccount } from "#tests/factories/service-account.ts";
import { openTestServer, sampleBody, type TestServer } from "#tests/harness/test-server.ts";

const danas = "dana@latchkey.test";
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

async function ledger<Row extends object>(server: TestServer, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: server.ledger.url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** A server on which dana has signed in, and lee's bot. */
async function openWithBot() {
  const server = await openTestServer();
  const [dana, lee] = [await server.actor("dana"), await server.actor("lee")];
  const bot = await makeServiceAccount(server.web, lee);
  const submit = async (change: Parameters<typeof sampleBody>[0] = {}) => {
    const body = sampleBody({ onBehalfOf: danas, ...change });
    return (await submitRequest(server.web, await bot.actor(), { body, idempotencyKey: null })).request;
  };
  return { server, dana, lee, bot, submit };
}

describe("what a service account asks", () => {
  test("is granted to the person it names, who is told by mail with a link, and both see and may end it", async () => {
    const { server, dana, bot, submit } = await openWithBot();
    const request = await submit();
    expect(request).toMatchObject({
      state: "approved",
      requester: { id: bot.id, email: null },
      onBehalfOf: { id: dana.principalId, name: dana.name, email: danas },
    });
    await server.build(request.id);
    const built = await showRequest(server.web, await bot.actor(), request.id);
    expect(built).toMatchObject({ state: "fulfilled", grants: [{ state: "pending", recipient: { subject: "dana" } }] });
    expect(await showRequest(server.web, dana, request.id)).toEqual(built);
    const mine = await listRequests(server.web, dana, { scope: "mine" });
    expect(mine.items.map(({ id }) => id)).toEqual([request.id]);
    const [mail] = await ledger<{ recipient_id: string; template: string; payload: Record<string, string> }>(
      server,
      "SELECT recipient_id, template, payload FROM notifications",
    );
    expect(mail).toMatchObject({ recipient_id: dana.principalId, template: "request.fulfilled" });
    const text = writeMessage("request.fulfilled", mail?.payload ?? {}, server.web.settings).lines.join("\n");
    expect(text).toMatch(/^payments\/b\w+ asked for \S+ on your behalf\./);
    expect(text).toContain(String(built.grants[0]?.url));
    const [event] = await ledger<{ actor: unknown; message: string }>(
      server,
      "SELECT text::jsonb->'actor' AS actor, text::jsonb->>'message' AS message FROM audit_events WHERE stream = $1 ORDER BY seq LIMIT 1",
      [`request:${request.id}`],
    );
    expect(event?.actor).toMatchObject({ id: bot.id, onBehalfOf: { id: dana.principalId, name: dana.name } });
    expect(event?.message).toBe(`Request submitted for ${dana.name}: granted by the guardrails.`);
    const [resource] = (await listResources(server.web, await bot.actor(), { scope: "team" })).items;
    expect(resource?.owner.id).toBe(dana.principalId);
    const released = await releaseResource(server.web, await bot.actor(), { id: String(resource?.id) });
    expect(released.state).toBe("destroying");
  });

  test("is previewed as it is submitted, and a replay is the same answer", async () => {
    const { server, bot, dana } = await openWithBot();
    const body = sampleBody({ onBehalfOf: " Dana@Latchkey.Test " });
    const preview = await previewRequest(server.web, await bot.actor(), body);
    const input = { body, idempotencyKey: "one" };
    const first = await submitRequest(server.web, await bot.actor(), input);
    expect(first.request.decision).toEqual(preview);
    expect(first.request.onBehalfOf?.id).toBe(dana.principalId);
    expect(await submitRequest(server.web, await bot.actor(), input)).toEqual({ ...first, replayed: true });
  });

  test("is refused unless it is for one member of its team who has signed in", async () => {
    const { server, bot, dana } = await openWithBot();
    await server.actor("noor");
    await ledger(
      server,
      `INSERT INTO principals (id, kind, issuer, subject, email, name, groups, claims_at) VALUES
        ('prn_never', 'user', $1, 'never', 'never@latchkey.test', 'Never', '{team-payments}', 'epoch'),
        ('prn_gone', 'user', $1, 'gone', 'gone@latchkey.test', 'Gone', '{team-payments}', now()),
        ('prn_two', 'user', $1, 'two', 'two@latchkey.test', 'Two', '{team-payments}', now()),
        ('prn_too', 'user', $1, 'too', 'two@latchkey.test', 'Two', '{team-payments}', now()),
        ('prn_other', 'user', 'https://other.example', 'x', 'other@latchkey.test', 'Other', '{team-payments}', now()),
        ('prn_bot', 'service_account', $1, 'b', 'bot@latchkey.test', 'Bot', '{team-payments}', now())`,
      [dana.issuer],
    );
    await ledger(server, "UPDATE principals SET disabled_at = now() WHERE id = 'prn_gone'");
    const before = await ledger(server, "SELECT count(*) FROM requests");
    for (const name of ["noor", "never", "gone", "two", "other", "bot", "nobody"]) {
      const body = sampleBody({ onBehalfOf: `${name}@latchkey.test` });
      const filing = submitRequest(server.web, await bot.actor(), { body, idempotencyKey: null });
      await expect(filing, name).rejects.toMatchObject({ code: "unknown_reference", details: { path: "/onBehalfOf" } });
      expect(await codeOf(previewRequest(server.web, await bot.actor(), body))).toBe("unknown_reference");
    }
    for (const onBehalfOf of [
      "",
      "d\u0430na@latchkey.test",
      "dana＠latchkey.test",
      "prn_x",
      "dana@latchkey.test,noor@latchkey.test",
    ]) {
      const filing = submitRequest(server.web, await bot.actor(), {
        body: sampleBody({ onBehalfOf }),
        idempotencyKey: null,
      });
      await expect(filing).rejects.toMatchObject({ code: "unknown_reference" });
    }
    const nameless = submitRequest(server.web, await bot.actor(), { body: sampleBody(), idempotencyKey: null });
    await expect(nameless).rejects.toMatchObject({
      code: "invalid_input",
      details: { errors: [{ path: "/onBehalfOf" }] },
    });
    const asPerson = submitRequest(server.web, dana, { body: sampleBody({ onBehalfOf: danas }), idempotencyKey: null });
    await expect(asPerson).rejects.toMatchObject({ code: "unknown_reference" });
    expect(await ledger(server, "SELECT count(*) FROM requests")).toEqual(before);
  });

  test("is denied by the guardrails for a team that is not its own, with the remedy to ask for its own", async () => {
    const { submit } = await openWithBot();
    const request = await submit({ team: "search" });
    expect(request.state).toBe("denied");
    const entry = request.decision.trace.find(({ rule }) => rule === "requester.membership");
    expect(entry).toMatchObject({ result: "deny", remedy: { path: "/team", op: "in", value: ["payments"] } });
  });

  test("can be taken back by the account and by the person, and by nobody else", async () => {
    const { server, bot, dana, submit } = await openWithBot();
    const [first, second, third] = [await submit(), await submit(), await submit()];
    const other = await makeServiceAccount(server.web, await server.actor("lee"));
    expect(await codeOf(withdrawRequest(server.web, await other.actor(), { id: first.id }))).toBe("forbidden");
    expect((await withdrawRequest(server.web, await bot.actor(), { id: first.id })).state).toBe("withdrawn");
    expect((await withdrawRequest(server.web, dana, { id: second.id })).state).toBe("withdrawn");
    expect((await withdrawRequest(server.web, await server.actor("lee"), { id: third.id })).state).toBe("withdrawn");
    const actors = await ledger<{ actor: Record<string, unknown> }>(
      server,
      "SELECT text::jsonb->'actor' AS actor FROM audit_events WHERE text::jsonb->>'action' = 'request.withdrawn' ORDER BY position",
    );
    expect(actors.map(({ actor }) => "onBehalfOf" in actor)).toEqual([true, false, false]);
  });
});

describe("before it is built, what a service account asked is decided again", () => {
  test.for([
    ["the person left the team", "UPDATE principals SET groups = '{}' WHERE id = $1", "dana"],
    ["the person was disabled", "UPDATE principals SET disabled_at = now() WHERE id = $1", "dana"],
    ["the account's principal was disabled", "UPDATE principals SET disabled_at = now() WHERE id = $1", "bot"],
  ] as const)("and denied when %s", async ([, change, who]) => {
    const { server, bot, dana, submit } = await openWithBot();
    const request = await submit();
    await ledger(server, change, [who === "bot" ? bot.id : dana.principalId]);
    await server.build(request.id);
    const after = await showRequest(server.web, await server.actor("lee"), request.id);
    expect(after.state).toBe("denied");
    expect(after.decision.trace.find(({ rule }) => rule === "requester.membership")?.result).toBe("deny");
  });

  test("and denied when the account was revoked; a revoked token alone ends the calls and not what was asked", async () => {
    const { server, bot, lee, submit } = await openWithBot();
    const [first, second] = [await submit(), await submit()];
    await revokeToken(server.web, lee, { id: bot.tokenId });
    expect(await codeOf(bot.actor())).toBe("unauthenticated");
    await server.build(first.id);
    expect((await showRequest(server.web, lee, first.id)).state).toBe("fulfilled");
    await revokeServiceAccount(server.web, lee, { id: bot.id });
    await server.build(second.id);
    expect((await showRequest(server.web, lee, second.id)).state).toBe("denied");
  });
});

describe("who approves what a service account asks", () => {
  test("is none of its maker, the maker of any of its tokens, and the person it is for", async () => {
    const server = await openTestServer();
    const [dana, omar, priya, rae] = [
      await server.actor("dana"),
      await server.actor("omar"),
      await server.actor("priya"),
      await server.actor("rae"),
    ];
    const bot = await makeServiceAccount(server.web, priya, { tokenMaker: rae });
    const body = sampleBody({ environment: "production", onBehalfOf: danas });
    const { request } = await submitRequest(server.web, await bot.actor(), { body, idempotencyKey: null });
    expect(request.state).toBe("pending_approval");
    await revokeToken(server.web, rae, { id: bot.tokenId });
    const verdict = { id: request.id, verdict: "approve" as const, comment: "", digest: request.digest };
    const inPlatform = (actor: typeof priya) => ({ ...actor, groups: [...actor.groups, ...omar.groups] });
    for (const actor of [priya, inPlatform(rae), inPlatform(dana)]) {
      expect(await codeOf(decideRequest(server.web, actor, verdict))).toBe("own_request");
      const waiting = await listRequests(server.web, actor, { scope: "to_approve" });
      expect(waiting.items).toEqual([]);
    }
    expect((await listRequests(server.web, omar, { scope: "to_approve" })).items).toHaveLength(1);
    await askApprovers(server.worker.ctx, request.id);
    const asked = await ledger<{ id: string; who: string }>(
      server,
      "SELECT recipient_id AS id, payload->>'requester' AS who FROM notifications",
    );
    expect(asked[0]?.who).toMatch(/^payments\/b\w+ for Dana Okafor$/);
    expect(asked.map(({ id }) => id)).toContain(omar.principalId);
    expect(asked.map(({ id }) => id)).not.toContain(priya.principalId);
    expect((await decideRequest(server.web, omar, verdict)).state).toBe("approved");
    await server.build(request.id);
    expect((await showRequest(server.web, omar, request.id)).state).toBe("fulfilled");
  });
});
