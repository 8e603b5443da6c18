import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { Channel } from "#domain/access/actor.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { askApprovers } from "#server/notifications/ask-approvers.ts";
import { listRequests } from "#server/requests/list-requests.ts";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { openTestServer, type PersonaName } from "#tests/harness/test-server.ts";

const channels = ["web", "api", "cli", "chat"] as const satisfies readonly Channel[];

/** SOX on payments; Lee and Omar maintain every template. Stage 0 asks security and leads, stage 1 the platform. */
async function openUnderSox() {
  const maintainers = ["lee@latchkey.test", "omar@latchkey.test"];
  const server = await openTestServer({ CATALOG_DIR: await copyCatalog({ packs: ["sox"], maintainers }) });
  const request = await server.submit("dana", { environment: "production" });
  const decide = async (name: PersonaName, channel: Channel) => {
    const actor = { ...(await server.actor(name)), channel };
    const verdict = { id: request.id, verdict: "approve" as const, comment: "", digest: request.digest };
    return decideRequest(server.web, actor, verdict).then(
      ({ state }) => state,
      (error: unknown) => (isAppError(error) ? `${error.code}: ${error.message}` : error),
    );
  };
  return { server, request, decide };
}

const maintains = "not_an_approver: You maintain the template that this asks for: somebody who does not has to decide.";

test("under SOX neither the requester nor a maintainer approves, over any channel; somebody else does", async () => {
  const { request, decide } = await openUnderSox();
  expect(request.state).toBe("pending_approval");
  for (const channel of channels) {
    expect(await decide("dana", channel)).toMatch(/^own_request: /);
    expect(await decide("lee", channel)).toBe(maintains);
  }
  expect(await decide("sam", "web")).toBe("pending_approval");
  for (const channel of channels) {
    expect(await decide("omar", channel)).toBe(maintains);
    expect(await decide("sam", channel)).toMatch(/^not_an_approver: /);
  }
  expect(await decide("priya", "web")).toBe("approved");
});

test("under SOX what a maintainer may not decide is neither listed for them nor asked of them", async () => {
  const { server, request } = await openUnderSox();
  const [lee, sam] = await Promise.all([server.actor("lee"), server.actor("sam")]);
  const listed = async (actor: typeof lee) =>
    (await listRequests(server.web, actor, { scope: "to_approve" })).items.map(({ id }) => id);
  expect([await listed(lee), await listed(sam)]).toEqual([[], [request.id]]);
  await askApprovers(server.worker.ctx, request.id);
  const admin = new pg.Pool({ connectionString: server.ledger.url, max: 1 });
  onTestFinished(() => admin.end());
  const { rows } = await admin.query<{ subject: string }>(
    `SELECT p.subject FROM notifications n JOIN principals p ON p.id = n.recipient_id
     WHERE n.template = 'approval.requested' ORDER BY p.subject`,
  );
  expect(rows.map(({ subject }) => subject)).toEqual(["sam"]);
});

test("under SOX a request that only maintainers could approve is refused as it is submitted", async () => {
  const server = await openTestServer({ CATALOG_DIR: await copyCatalog({ packs: ["sox"] }) });
  const { state, decision } = await server.submit("dana", { environment: "production" });
  expect([state, decision.trace[0]]).toMatchObject(["denied", { rule: "approval.separation", result: "deny" }]);
});
