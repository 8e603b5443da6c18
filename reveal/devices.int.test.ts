import { OpenError } from "@hpke/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { encodeBinding, payloadAlgorithms } from "#domain/credentials/payload-binding.ts";
import type { DeviceView } from "#domain/contracts/device.ts";
import { putStrictGrant } from "#tests/reveal/put-strict-grant.ts";
import { openRevealFixture, type PersonName, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

async function call(name: PersonName, path: string, body?: unknown, change: Record<string, unknown> = {}) {
  const response = await fetch(`${fixture.url}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${await fixture.idToken(name, change)}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
}

async function enrol(name: PersonName, deviceName = "Work laptop") {
  const key = await createClaimKey();
  const { status, body } = await call(name, "/v1/devices", { name: deviceName, publicKey: key.publicKey });
  return { status, key, device: body as unknown as DeviceView };
}

const list = async (name: PersonName) => (await call(name, "/v1/devices")).body.items as readonly DeviceView[];

describe("devices", () => {
  test("are enrolled by a fresh sign-in alone, once per key, and the newest is the chosen one", async () => {
    const stale = { auth_time: Math.floor(Date.now() / 1000) - 301 };
    const key = await createClaimKey();
    const body = { name: "Old sign-in", publicKey: key.publicKey };
    const refused = await call("dana", "/v1/devices", body, stale);
    expect(refused).toMatchObject({ status: 401, body: { code: "reauthentication_required", maxAgeSeconds: 300 } });
    expect((await call("dana", "/v1/devices", body, { auth_time: undefined })).status).toBe(401);
    expect(await list("dana")).toEqual([]);

    const first = await call("dana", "/v1/devices", body);
    const again = await call("dana", "/v1/devices", { ...body, name: "Another name" });
    expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id]);
    const second = await enrol("dana");
    expect(await list("dana")).toMatchObject([
      { id: second.device.id, name: "Work laptop", publicKey: second.key.publicKey, chosen: true },
      { id: first.body.id, name: "Old sign-in", chosen: false },
    ]);
  });

  test("are their owner's: nobody else lists, chooses or removes one", async () => {
    const { device } = await enrol("lee");
    expect((await list("noor")).map(({ id }) => id)).not.toContain(device.id);
    for (const kind of ["choose", "remove"]) {
      const answer = await call("noor", `/v1/devices/${device.id}/${kind}`, {});
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect(await list("lee")).toMatchObject([{ id: device.id, chosen: true }]);
  });

  test("are announced to their owner, and every change is in the owner's history", async () => {
    const { device } = await enrol("priya", "Phone");
    expect((await call("priya", `/v1/devices/${device.id}/choose`, {})).status).toBe(204);
    expect((await call("priya", `/v1/devices/${device.id}/remove`, {})).status).toBe(204);
    expect((await call("priya", `/v1/devices/${device.id}/remove`, {})).status).toBe(404);
    const { rows: mails } = await fixture.admin.query(
      "SELECT template, payload FROM notifications WHERE recipient_id = 'prn_priya'",
    );
    expect(mails).toEqual([{ template: "device.enrolled", payload: { name: "Phone" } }]);
    const { rows: events } = await fixture.admin.query<{ action: string }>(
      `SELECT text::jsonb->>'action' AS action FROM audit_events WHERE stream = 'principal:prn_priya' ORDER BY seq`,
    );
    expect(events.map(({ action }) => action)).toEqual(["device.enrolled", "device.chosen", "device.removed"]);
  });

  test.each<[string, unknown, string]>([
    ["no name", { name: " ", publicKey: "" }, "invalid_input"],
    ["a name of two lines", { name: "a\nb", publicKey: "" }, "invalid_input"],
    ["a name that turns the text around", { name: "a\u202eb", publicKey: "" }, "invalid_input"],
    ["a name of 61 characters", { name: "x".repeat(61), publicKey: "" }, "invalid_input"],
    ["a member too many", { name: "a", publicKey: "", role: "admin" }, "invalid_input"],
    ["a point off the curve", { name: "a", publicKey: Buffer.alloc(65, 4).toString("base64url") }, "invalid_key"],
    ["an object for a key", { name: "a", publicKey: { not: "" } }, "invalid_input"],
  ])("refuses %s", async (_what, body, code) => {
    expect(await call("dana", "/v1/devices", body)).toMatchObject({ status: 422, body: { code } });
  });

  test("are ten at most, however many are enrolled at once", async () => {
    const answers = await Promise.all(Array.from({ length: 14 }, () => enrol("noor")));
    const counts = Map.groupBy(answers, ({ status }) => status);
    expect([counts.get(201)?.length, counts.get(409)?.length]).toEqual([10, 4]);
    expect(await list("noor")).toHaveLength(10);
  });
});

describe("a credential to restricted data", () => {
  const aadOf = (grantId: string, view: Record<string, unknown>, deviceId: string) =>
    encodeBinding(
      {
        grantId,
        resourceId: (view.resource as { id: string }).id,
        generation: Number(view.generation),
        recipient: { issuer: fixture.issuer.url, subject: "dana" },
        expiresAt: new Date(String(view.expiresAt)),
        classification: String(view.classification),
      },
      { alg: payloadAlgorithms.device, keyId: deviceId },
    );

  test("opens with the key of its device alone, and is acknowledged by what that opening makes", async () => {
    const other = await enrol("dana", "Phone");
    const { key, device } = await enrol("dana", "Laptop");
    const grant = await putStrictGrant(fixture, { environment: "production" });
    const path = `/v1/grants/${grant.id}`;
    const { body: view } = await call("dana", path);
    expect(view.device).toEqual({ id: device.id, name: "Laptop", removed: false });

    for (const publicKey of [other.key.publicKey, (await createClaimKey()).publicKey]) {
      expect(await call("dana", `${path}/claim`, { publicKey })).toMatchObject({
        status: 422,
        body: { code: "invalid_key" },
      });
    }
    expect(await fixture.stateOf(grant.id)).toBe("pending");

    const claim = await call("dana", `${path}/claim`, { publicKey: key.publicKey });
    expect(claim.status).toBe(200);
    const answer = claim.body as unknown as ClaimAnswer;
    await expect(openClaim(key, grant.id, answer)).rejects.toThrow(OpenError);
    const opened = await openClaim(key, grant.id, { ...answer, aad: aadOf(grant.id, view, device.id) });
    expect(opened.fields.password).toBe(grant.password);
    const again = await call("dana", `${path}/claim`, { publicKey: key.publicKey });
    expect([again.status, again.body.ciphertext]).toEqual([200, answer.ciphertext]);
    expect((await call("dana", `${path}/claim`, { publicKey: other.key.publicKey })).status).toBe(410);
    expect((await call("dana", `${path}/ack`, { mac: opened.ack })).status).toBe(204);
    expect(await fixture.stateOf(grant.id)).toBe("confirmed");
  });

  test("whose device was removed opens no more, and is not used up by trying", async () => {
    const { key, device } = await enrol("dana", "Lost phone");
    const grant = await putStrictGrant(fixture, { environment: "production" });
    await call("dana", `/v1/devices/${device.id}/remove`, {});
    expect((await call("dana", `/v1/grants/${grant.id}`)).body.device).toMatchObject({ removed: true });
    const claim = await call("dana", `/v1/grants/${grant.id}/claim`, { publicKey: key.publicKey });
    expect(claim).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect(await fixture.stateOf(grant.id)).toBe("pending");
  });

  test("of 100 claims by its device at once exactly one is new, and all that were answered got the same bytes", async () => {
    const { key } = await enrol("dana", "Desktop");
    const grant = await putStrictGrant(fixture, { environment: "production" });
    const claims = await Promise.all(
      Array.from({ length: 100 }, () => call("dana", `/v1/grants/${grant.id}/claim`, { publicKey: key.publicKey })),
    );
    const answered = claims.filter(({ status }) => status === 200).map(({ body }) => String(body.ciphertext));
    expect(new Set(answered).size).toBe(1);
    expect(claims.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const { rows } = await fixture.admin.query(
      "SELECT FROM audit_events WHERE text::jsonb->>'action' = 'grant.revealed' AND text::jsonb->>'object' = $1",
      [`grant:${grant.id}`],
    );
    expect(rows).toHaveLength(1);
  });
});
