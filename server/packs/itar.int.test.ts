import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { Channel } from "#domain/access/actor.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { rotateResource } from "#server/resources/reissue-resource.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { tendResource } from "#tests/harness/tend-resource.ts";
import { openTestServer, type PersonaName, type TestServer } from "#tests/harness/test-server.ts";

// A step that fails is what one of these tests makes.
process.env.LOG_LEVEL ??= "silent";

const channels = ["web", "api", "cli", "chat"] as const satisfies readonly Channel[];

/** ITAR on payments; a device of everybody's stands in the ledger, as an enrolment leaves it. */
async function openUnderItar(): Promise<TestServer> {
  const server = await openTestServer({ CATALOG_DIR: await copyCatalog({ packs: ["itar"] }) });
  await Promise.all([server.actor("dana"), server.actor("lee")]);
  await putDevices(server);
  return server;
}

async function putDevices(server: TestServer): Promise<void> {
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 1 });
  onTestFinished(() => admin.end());
  await admin.query(
    `INSERT INTO devices(id, principal_id, name, public_key, enrolment, enrolled_at, chosen_at)
     SELECT 'dev_' || subject, id, 'Laptop', decode('04' || repeat('11', 64), 'hex'), 'x', now(), now() FROM principals`,
  );
}

test("under ITAR somebody who is no U.S. person is denied at submit, whatever else is right", async () => {
  const server = await openUnderItar();
  const { state, decision } = await server.submit("lee");
  const denying = decision.trace.filter(({ result }) => result === "deny").map(({ rule }) => rule);
  expect([state, denying]).toEqual(["denied", ["requester.attributes"]]);
});

test("a credential that is made anew after the pack was attached is not sealed to a server's key any more", async () => {
  const server = await openTestServer({ CATALOG_DIR: await copyCatalog({ packs: [] }) });
  const dana = await server.actor("dana");
  const { id: requestId } = await server.submit("dana");
  await server.build(requestId);
  const id = (await showRequest(server.web, dana, requestId)).resource?.id ?? "";
  await putDevices(server);
  const sealed = () => server.worker.ctx.db.query(sql`SELECT grant_id FROM sealed_payloads`);
  expect(await sealed()).toHaveLength(1);
  const { ctx } = server.worker;
  const attachments = [{ pack: "itar", teams: ["payments"], templates: [], environments: [] }];
  const worker = { ...server.worker, ctx: { ...ctx, catalog: { ...ctx.catalog, attachments } } };
  await ctx.db.query(sql`UPDATE grants SET state = 'confirmed', revealed_at = now() WHERE resource_id = ${id}`);
  await ctx.db.query(sql`DELETE FROM sealed_payloads`);
  await rotateResource(server.web, dana, { id });
  await tendResource(worker, id);
  // Nobody vouches for the device of this test, so that there is none to seal to: nothing was sealed.
  const [run] = await ctx.db.query<{ kind: string; message: string | null }>(
    sql`SELECT kind, error_message AS message FROM runs WHERE resource_id = ${id} AND kind = 'rotate'`,
  );
  expect(run).toEqual({ kind: "rotate", message: expect.stringContaining("no enrolled device") });
  expect(await sealed()).toEqual([]);
});

test("under ITAR only a U.S. person approves, over any channel", async () => {
  const server = await openUnderItar();
  const request = await server.submit("dana", { environment: "production" });
  expect([request.state, request.decision.effective.handling?.sealing]).toEqual(["pending_approval", "strict"]);
  const decide = async (name: PersonaName, channel: Channel) => {
    const verdict = { id: request.id, verdict: "approve" as const, comment: "", digest: request.digest };
    return decideRequest(server.web, { ...(await server.actor(name)), channel }, verdict).then(
      ({ state }) => state,
      (error: unknown) => (isAppError(error) ? `${error.code}: ${error.message}` : error),
    );
  };
  for (const channel of channels) {
    expect(await decide("omar", channel)).toBe(
      "not_an_approver: Only somebody of whom the identity provider says that they are a U.S. person decides on this.",
    );
  }
  expect(await decide("priya", "web")).toBe("approved");
});
