import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClaimKey, type ClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { startLossyProxy } from "#tests/reveal/lossy-proxy.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

const lossesMax = fullCount(1000);
const unacknowledged = fullCount(200);
const atOnce = 20;

let fixture: RevealFixture;
let token: string;
beforeAll(async () => {
  fixture = await openRevealFixture({ LEASE_SECONDS: "30" });
  token = await fixture.idToken("dana");
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** The service knows itself by one address alone, whatever stands before it. */
async function post(base: string, path: string, body: unknown, bearer = token) {
  const response = await fetch(base + path, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const document: unknown = response.status === 204 ? null : await response.json();
  return { status: response.status, body: document as Record<string, unknown> };
}

const claim = (grantId: string, key: ClaimKey, bearer = token) =>
  post(fixture.url, `/v1/grants/${grantId}/claim`, { publicKey: key.publicKey }, bearer);
const acknowledge = (grantId: string, mac: string, bearer = token) =>
  post(fixture.url, `/v1/grants/${grantId}/ack`, { mac }, bearer);

async function revealed(): Promise<{ grant: TestGrant; key: ClaimKey; answer: ClaimAnswer; ack: string }> {
  const [grant, key] = [await fixture.putGrant(), await createClaimKey()];
  const { status, body } = await claim(grant.id, key);
  expect(status).toBe(200);
  const answer = body as unknown as ClaimAnswer;
  const { ack } = await openClaim(key, grant.id, answer);
  return { grant, key, answer, ack };
}

async function actionsOf({ resourceId }: TestGrant): Promise<string[]> {
  const { rows } = await fixture.admin.query<{ action: string }>(
    "SELECT text::jsonb->>'action' AS action FROM audit_events WHERE stream = $1 ORDER BY seq",
    [`resource:${resourceId}`],
  );
  return rows.map(({ action }) => action);
}

const endTwoMinutes = (grantId: string) =>
  fixture.admin.query("UPDATE revealed_ciphertexts SET refetch_until = now() WHERE grant_id = $1", [grantId]);

describe("an answer that was lost", () => {
  test(`R5: is fetched again: ${lossesMax} connections cut after the claim, each recovered by its key and by no other`, async () => {
    const proxy = await startLossyProxy(fixture.url);
    const host = new URL(fixture.url).host;
    const tally = { recovered: 0, byAnotherKey: 0 };
    const loseOne = async () => {
      const [grant, key, other] = [await fixture.putGrant(), await createClaimKey(), await createClaimKey()];
      await expect(claimThrough(proxy.url, host, grant.id, key)).rejects.toThrow("socket hang up");
      // Read from the ledger: the claim was won and committed, and nobody has its answer.
      await expect.poll(() => fixture.stateOf(grant.id)).toBe("revealed");
      const stranger = await claim(grant.id, other);
      if (stranger.status !== 410) tally.byAnotherKey += 1;
      const again = await claim(grant.id, key);
      const opened = await openClaim(key, grant.id, again.body as unknown as ClaimAnswer);
      if (opened.fields.password === grant.password) tally.recovered += 1;
    };
    let begun = 0;
    const drain = async () => {
      while (begun++ < lossesMax) await loseOne();
    };
    await Promise.all(Array.from({ length: atOnce }, drain));
    expect(proxy.lost()).toBe(lossesMax);
    expect(tally).toEqual({ recovered: lossesMax, byAnotherKey: 0 });
    sayFigure(
      "R5",
      `${proxy.lost()} answers lost after the claim: ${tally.recovered} recovered with the same key, ${tally.byAnotherKey} with another`,
    );
    await proxy[Symbol.asyncDispose]();
  }, 600_000);

  test("is the same bytes every time, and does not count as another reveal", async () => {
    const { grant, key, answer } = await revealed();
    for (let times = 0; times < 3; times += 1) expect((await claim(grant.id, key)).body).toEqual(answer);
    expect(await actionsOf(grant)).toEqual(["grant.revealed"]);
  });

  test("stays closed to another person, to the same key after two minutes, and once it is confirmed", async () => {
    const { grant, key, ack } = await revealed();
    expect((await claim(grant.id, key, await fixture.idToken("lee"))).status).toBe(404);
    const late = await revealed();
    await endTwoMinutes(late.grant.id);
    expect((await claim(late.grant.id, late.key)).status).toBe(410);
    expect((await acknowledge(grant.id, ack)).status).toBe(204);
    expect((await claim(grant.id, key)).status).toBe(410);
  });

  test("is not given again for a thing that was frozen meanwhile, nor to an account that was disabled", async () => {
    const { grant, key } = await revealed();
    await fixture.admin.query("UPDATE principals SET disabled_at = now() WHERE id = 'prn_dana'");
    expect((await claim(grant.id, key)).status).toBe(404);
    await fixture.admin.query("UPDATE principals SET disabled_at = NULL WHERE id = 'prn_dana'");
    await fixture.admin.query("UPDATE resources SET state = 'frozen' WHERE id = $1", [grant.resourceId]);
    expect((await claim(grant.id, key)).status).toBe(410);
  });
});

test("R7: while the ledger is known to be an older one nothing is opened and nothing used up; afterwards it opens", async () => {
  const [grant, key] = [await fixture.putGrant(), await createClaimKey()];
  await fixture.admin.query("INSERT INTO ledger_alarms(code, message) VALUES ('ledger_behind_anchor', 'older')");
  const { status, body } = await claim(grant.id, key);
  await fixture.admin.query("DELETE FROM ledger_alarms");
  expect([status, body.code]).toEqual([503, "unavailable"]);
  expect(body.detail).toContain("restored from a backup");
  expect(await fixture.stateOf(grant.id)).toBe("pending");
  expect((await claim(grant.id, key)).status).toBe(200);
});

describe("an acknowledgement", () => {
  test("confirms, drops the ciphertext, is recorded once, and does nothing the second time", async () => {
    const { grant, ack } = await revealed();
    const answers = await Promise.all(Array.from({ length: 8 }, () => acknowledge(grant.id, ack)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 204));
    expect(await fixture.stateOf(grant.id)).toBe("confirmed");
    expect(await actionsOf(grant)).toEqual(["grant.revealed", "grant.confirmed"]);
    const { rowCount } = await fixture.admin.query("SELECT FROM revealed_ciphertexts WHERE grant_id = $1", [grant.id]);
    expect(rowCount).toBe(0);
  });

  test("of another reveal, of another length, of garbage, or by another person confirms nothing", async () => {
    const [one, two] = [await revealed(), await revealed()];
    const short = Buffer.alloc(31).toString("base64url");
    for (const mac of [two.ack, short, "", "*", Buffer.alloc(32).toString("base64url")]) {
      const { status, body } = await acknowledge(one.grant.id, mac);
      expect([status, body.code]).toEqual([422, "invalid_input"]);
    }
    const stranger = await acknowledge(one.grant.id, one.ack, await fixture.idToken("lee"));
    expect([stranger.status, stranger.body.code]).toEqual([404, "not_found"]);
    expect(await fixture.stateOf(one.grant.id)).toBe("revealed");
  });

  test("is refused for what was not opened, and changes nothing", async () => {
    const grant = await fixture.putGrant();
    const { status, body } = await acknowledge(grant.id, Buffer.alloc(32).toString("base64url"));
    expect([status, body.code]).toEqual([409, "wrong_state"]);
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("R10: that does not come within two minutes leaves every grant unconfirmed; a late one still counts", async () => {
    const all = await Promise.all(Array.from({ length: unacknowledged }, revealed));
    for (const { grant } of all) await endTwoMinutes(grant.id);
    const states = async () => (await Promise.all(all.map(({ grant }) => fixture.stateOf(grant.id)))).join();
    await expect.poll(states, { timeout: 60_000, interval: 250 }).toBe(Array.from(all, () => "unconfirmed").join());
    const [first] = all;
    if (first === undefined) throw new Error("There is one.");
    expect(await actionsOf(first.grant)).toEqual(["grant.revealed", "grant.unconfirmed"]);
    expect((await acknowledge(first.grant.id, first.ack)).status).toBe(204);
    expect(await fixture.stateOf(first.grant.id)).toBe("confirmed");
    sayFigure("R10", `${all.length} of ${all.length} reveals without an acknowledgement became unconfirmed`);
  }, 120_000);
});

/** Over the proxy the service is called by its own name, as behind a load balancer. */
async function claimThrough(proxyUrl: string, host: string, grantId: string, key: ClaimKey): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const call = request(`${proxyUrl}/v1/grants/${grantId}/claim`, {
      method: "POST",
      headers: { host, authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
    call.on("error", reject);
    call.on("response", () => resolve());
    call.end(JSON.stringify({ publicKey: key.publicKey }));
  });
}
