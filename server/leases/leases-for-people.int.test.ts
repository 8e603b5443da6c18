import { expect, test } from "vitest";
import { workloadSchema } from "#domain/contracts/workload.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { releaseLease } from "#server/leases/release-lease.ts";
import { renewLease } from "#server/leases/renew-lease.ts";
import { showLease } from "#server/leases/show-lease.ts";
import { showResource } from "#server/resources/show-resource.ts";
import { makeServiceAccount } from "#tests/factories/service-account.ts";
import { openLeasedResource } from "#tests/harness/leased-resource.ts";

const forDana = { onBehalfOf: "dana@latchkey.test" };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

/** A database for whose data the identity provider must say that somebody is a US person, and a bot of its team. */
async function openDemanding() {
  const leased = await openLeasedResource();
  const { admin, web, lee, dana, requestId } = leased;
  await admin.query(sql`
    UPDATE requests SET decision = jsonb_set(decision, '{effective,handling,attributes}', '["us_person"]') WHERE id = ${requestId}`);
  const account = await makeServiceAccount(web, lee);
  const regroup = (...groups: string[]) =>
    admin.query(sql`UPDATE principals SET groups = ${groups}::text[] WHERE id = ${dana.principalId}`);
  return { ...leased, bot: await account.actor(), regroup };
}

test("a service account leases with what is known of the person, and with nothing that is known of itself", async () => {
  const { bot, ask, lease, show, admin, regroup, dana } = await openDemanding();
  await regroup("team-payments");
  expect(await codeOf(ask(bot))).toBe("forbidden");
  expect(await codeOf(ask(bot, forDana))).toBe("forbidden");
  await regroup("team-payments", "us-persons");
  const given = await lease(bot, forDana);
  expect(await show(given)).toMatchObject({ state: "active", onBehalfOf: { id: dana.principalId } });
  expect(await codeOf(ask(bot))).toBe("forbidden");
  const [event] = await admin.query<{ actor: object }>(sql`
    SELECT text::jsonb->'actor' AS actor FROM audit_events
    WHERE text::jsonb->>'action' = 'lease.asked' AND text::jsonb->>'object' = ${`lease:${given.id}`}`);
  expect(event?.actor).toMatchObject({ id: bot.principalId, onBehalfOf: { id: dana.principalId, name: dana.name } });
});

test("the worker looks at the person again: a lease for somebody who may no more is never made", async () => {
  const { bot, ask, tend, show, regroup } = await openDemanding();
  await regroup("team-payments", "us-persons");
  const waiting = await ask(bot, forDana);
  await regroup("team-payments");
  await tend();
  expect((await show(waiting)).state).toBe("failed");
});

test("nor is one renewed, and both names stand in the record of one that is", async () => {
  const { bot, lease, web, admin, regroup, dana } = await openDemanding();
  await regroup("team-payments", "us-persons");
  const { id } = await lease(bot, forDana);
  expect(await codeOf(renewLease(web, bot, { id, ttlSeconds: 900 }))).toBe("done");
  const [event] = await admin.query<{ actor: object }>(sql`
    SELECT text::jsonb->'actor' AS actor FROM audit_events WHERE text::jsonb->>'action' = 'lease.renewed'`);
  expect(event?.actor).toMatchObject({ id: bot.principalId, onBehalfOf: { id: dana.principalId } });
  await regroup("team-payments");
  expect(await codeOf(renewLease(web, bot, { id, ttlSeconds: 900 }))).toBe("forbidden");
  await regroup("team-search", "us-persons");
  expect(await codeOf(renewLease(web, bot, { id, ttlSeconds: 900 }))).toBe("forbidden");
  await regroup("team-payments", "us-persons");
  await admin.query(sql`UPDATE principals SET disabled_at = now() WHERE id = ${dana.principalId}`);
  expect(await codeOf(renewLease(web, bot, { id, ttlSeconds: 900 }))).toBe("forbidden");
});

test("a person who left, or is of another team, is refused by name and nothing is asked for", async () => {
  const { bot, ask, admin, regroup, dana } = await openDemanding();
  await regroup("team-search", "us-persons");
  expect(await codeOf(ask(bot, forDana))).toBe("unknown_reference");
  await regroup("team-payments", "us-persons");
  await admin.query(sql`UPDATE principals SET disabled_at = now() WHERE id = ${dana.principalId}`);
  expect(await codeOf(ask(bot, forDana))).toBe("unknown_reference");
  expect(await admin.query(sql`SELECT 1 FROM leases`)).toEqual([]);
});

test("a workload leases within its trust rule, is shown with the lease, and finds nothing beyond the rule", async () => {
  const { lee, web, lease, ask, show, resourceId } = await openLeasedResource();
  const bot = await (await makeServiceAccount(web, lee)).actor();
  const about = workloadSchema.parse({
    ...{ issuer: "github", subject: "s", repository: "acme/orders", sha: "5d3a1f6", ref: "refs/heads/main" },
    ...{
      workflow: "acme/orders/.github/workflows/deploy.yml@refs/heads/main",
      runUrl: null,
      startedBy: null,
      pod: null,
    },
  });
  const within = { ruleId: "tr_x", environments: ["dev"], templates: null, about };
  const workload = { ...bot, workload: within };
  const given = await lease(workload);
  expect(await show(given)).toMatchObject({ state: "active", workload: about });
  const beyond = [
    { ...bot, workload: { ...within, environments: ["staging", "production"] } },
    { ...bot, workload: { ...within, templates: ["redis-small"] } },
  ];
  for (const actor of beyond) {
    expect(await codeOf(ask(actor))).toBe("not_found");
    expect(await codeOf(showResource(web, actor, resourceId))).toBe("not_found");
    // Its service account asked for this lease, another workload of it did.
    expect(await codeOf(showLease(web, actor, given.id))).toBe("not_found");
    expect(await codeOf(renewLease(web, actor, { id: given.id, ttlSeconds: 600 }))).toBe("not_found");
    expect(await codeOf(releaseLease(web, actor, { id: given.id }))).toBe("not_found");
  }
});
