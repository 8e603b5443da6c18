import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { say } from "#tests/contract-suite/say.ts";
import { badPublicKeys } from "#tests/reveal/bad-public-keys.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
let grant: TestGrant;
beforeAll(async () => {
  fixture = await openRevealFixture();
  grant = await fixture.putGrant();
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** Every attack of this file aims at this grant: it must still be untouched, fence and all. */
async function expectUntouched() {
  const { rows } = await fixture.admin.query("SELECT state, claim_fence FROM grants WHERE id = $1", [grant.id]);
  expect(rows).toEqual([{ state: "pending", claim_fence: "0" }]);
}

describe("nothing but a POST of a valid key by the recipient consumes", () => {
  test("GET, HEAD, OPTIONS, PUT, PATCH, DELETE and overridden methods get 405 on the claim", async () => {
    const token = await fixture.idToken("dana");
    const { publicKey } = await createClaimKey();
    const url = `${fixture.url}/v1/grants/${grant.id}/claim`;
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "x-http-method-override": "POST",
      "x-method-override": "POST",
      "x-http-method": "POST",
    };
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]) {
      const body = method === "GET" || method === "HEAD" ? undefined : JSON.stringify({ publicKey });
      const response = await fetch(`${url}?_method=POST&publicKey=${publicKey}`, { method, headers, body });
      expect([method, response.status, response.headers.get("allow")]).toEqual([method, 405, "POST"]);
    }
    await expectUntouched();
  });

  test("bad keys: wrong length, off the curve, compressed, hybrid, infinity, other curve, padding, not text", async () => {
    const token = await fixture.idToken("dana");
    const { publicKey } = await createClaimKey();
    const good = Buffer.from(publicKey, "base64url");
    const point = (bytes: Buffer) => bytes.toString("base64url");
    const withFirst = (byte: number) => point(Buffer.concat([Buffer.from([byte]), good.subarray(1)]));
    const keys: readonly (readonly [unknown, number])[] = [
      ["", 422],
      ["AAAA", 422],
      [point(good.subarray(0, 64)), 422],
      [point(Buffer.concat([good, Buffer.alloc(1)])), 422],
      [point(Buffer.concat([good.subarray(0, 64), Buffer.from([good.readUInt8(64) ^ 1])])), 422],
      [point(Buffer.alloc(65)), 422],
      [point(Buffer.alloc(65, 4)), 422],
      [point(Buffer.concat([Buffer.from([4]), Buffer.alloc(64)])), 422],
      [point(Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 0xff)])), 422],
      [point(good.subarray(0, 33)), 422],
      [withFirst(0), 422],
      [withFirst(2), 422],
      [withFirst(3), 422],
      [withFirst(6), 422],
      [withFirst(7), 422],
      [point(Buffer.from([0])), 422],
      [`${publicKey}=`, 422],
      [` ${publicKey}`, 422],
      [good.toString("base64").replaceAll("=", "+"), 422],
      [publicKey.toUpperCase().toLowerCase(), 422],
      [12, 422],
      [null, 422],
      [[publicKey], 422],
      [{ key: publicKey }, 422],
      ["x".repeat(100_000), 413],
    ];
    const statuses = await Promise.all(
      keys.map(async ([key]) => (await postClaim(fixture.url, grant.id, { token, publicKey: key })).status),
    );
    expect(statuses).toEqual(keys.map(([, status]) => status));
    await expectUntouched();
  });

  test("every bad key of the list, by the recipient: 422", async () => {
    const token = await fixture.idToken("dana");
    const refused: string[] = [];
    for (const [what, publicKey] of badPublicKeys()) {
      const { status, body } = await postClaim(fixture.url, grant.id, { token, publicKey });
      // A text that no body may hold, or that is longer than any key, is refused before it is looked at.
      const code = publicKey.length > 200 || publicKey.includes("\0") ? "invalid_input" : "invalid_key";
      expect([what, status, body.code]).toEqual([what, 422, code]);
      refused.push(what);
    }
    await expectUntouched();
    say(`claims with bad keys: ${refused.length} of ${badPublicKeys().length} refused with 422, none consumed`);
  });

  test.each([
    { what: "an empty body", body: "", status: 400 },
    { what: "broken JSON", body: "{", status: 400 },
    { what: "a key named twice", body: `{"publicKey":"a","publicKey":"b"}`, status: 400 },
    { what: "an unknown member", body: `{"publicKey":"a","state":"pending"}`, status: 422 },
    { what: "a form", body: "publicKey=a", type: "application/x-www-form-urlencoded", status: 415 },
    { what: "JSON as text", body: `{"publicKey":"a"}`, type: "text/plain", status: 415 },
  ])("$what", async ({ body, type = "application/json", status }) => {
    const headers = { authorization: `Bearer ${await fixture.idToken("dana")}`, "content-type": type };
    const response = await fetch(`${fixture.url}/v1/grants/${grant.id}/claim`, { method: "POST", headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    await expectUntouched();
  });

  test("calls that another site's page makes: form posts, foreign, null and sibling origins", async () => {
    const token = await fixture.idToken("dana");
    const foreign: Record<string, string>[] = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: fixture.settings.LATCHKEY_PUBLIC_URL },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ];
    for (const headers of foreign) {
      const outcome = await postClaim(fixture.url, grant.id, { token, headers });
      expect([outcome.status, outcome.body.code]).toEqual([403, "cross_site"]);
    }
    await expectUntouched();
  });

  test("a body that never ends is given up and consumes nothing", async () => {
    const { port } = new URL(fixture.url);
    const socket = connect(Number(port), "127.0.0.1");
    const token = await fixture.idToken("dana");
    const head = `POST /v1/grants/${grant.id}/claim HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n`;
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: 50\r\n\r\n{"publicKey":`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    socket.destroy();
    await expectUntouched();
  });
});
