import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { actorFromRequest } from "#server/identity/actor-from-request.ts";
import { actorFromSession } from "#server/identity/actor-from-session.ts";
import { authCookieName } from "#server/identity/auth-cookies.ts";
import { createSession } from "#server/identity/create-session.ts";
import { oidcIssuer } from "#server/identity/oidc-issuer.ts";
import { openTestServer } from "#tests/harness/test-server.ts";

/** Dana's session under the shipped packs, attached as `attachments` say, and the clock of its last use. */
async function openSession(attachments: Catalog["attachments"]) {
  const server = await openTestServer();
  const { web } = server;
  const { token } = await createSession(web, {
    issuer: oidcIssuer(web.settings),
    subject: "dana",
    kind: "user",
    email: "dana@latchkey.test",
    name: "Dana Okafor",
    groups: ["team-payments"],
    statedAt: new Date(),
    authTime: new Date(),
    acr: null,
  });
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 1 });
  onTestFinished(() => admin.end());
  return {
    ctx: { ...web, catalog: { ...web.catalog, attachments } },
    token,
    leave: async (minutes: number) => {
      await admin.query("UPDATE sessions SET last_used_at = now() - make_interval(mins => $1::int)", [minutes]);
    },
    idleMinutes: async () => {
      const { rows } = await admin.query<{ idle: number }>(
        "SELECT round(extract(epoch FROM now() - last_used_at) / 60)::int AS idle FROM sessions",
      );
      return rows[0]?.idle;
    },
    ended: async () => {
      const { rows } = await admin.query<{ text: string }>(
        "SELECT text FROM audit_events WHERE text::jsonb ->> 'action' = 'session.revoked'",
      );
      const { rows: sessions } = await admin.query<{ minutes: number | null }>(
        "SELECT idle_minutes AS minutes FROM sessions WHERE revoked_at IS NOT NULL",
      );
      return { events: rows.map(({ text }) => JSON.parse(text) as unknown), minutes: sessions[0]?.minutes };
    },
  };
}

const place = { teams: [], templates: [], environments: [] };
const hipaaOnPayments = [{ ...place, pack: "hipaa", teams: ["payments"] }];

test("a session that was not used for 16 minutes is over under HIPAA, once, and the record says why", async () => {
  const session = await openSession(hipaaOnPayments);
  await session.leave(16);
  expect(await actorFromSession(session.ctx, session.token)).toBeNull();
  expect(await actorFromSession(session.ctx, session.token)).toBeNull();
  expect(await session.ended()).toMatchObject({
    events: [
      { message: "Dana Okafor was signed out after a time without use.", details: { reason: "idle", idleMinutes: 15 } },
    ],
    minutes: 15,
  });
});

test("14 minutes are no end, and use begins the time anew", async () => {
  const session = await openSession(hipaaOnPayments);
  await session.leave(14);
  expect(await actorFromSession(session.ctx, session.token)).toMatchObject({ email: "dana@latchkey.test" });
  expect(await session.idleMinutes()).toBe(0);
});

test.for([
  ["accept", "text/event-stream"],
  ["x-by-itself", "1"],
] as const)("what a page does by itself (%s) keeps no session alive", async ([header, value]) => {
  const session = await openSession(hipaaOnPayments);
  await session.leave(14);
  const cookie = `${authCookieName("session", session.ctx.settings.LATCHKEY_PUBLIC_URL)}=${session.token}`;
  const headers = { cookie, [header]: value };
  await actorFromRequest(session.ctx, new Request(`${session.ctx.settings.LATCHKEY_PUBLIC_URL}/api/v1/x`, { headers }));
  expect(await session.idleMinutes()).toBe(14);
});

test("a pack somewhere else, or none, leaves a session its twelve hours", async () => {
  const session = await openSession([{ ...place, pack: "hipaa", teams: ["search"] }]);
  await session.leave(11 * 60);
  expect(await actorFromSession(session.ctx, session.token)).not.toBeNull();
});
