import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import {
  type GrantChange,
  openRevealFixture,
  type RevealFixture,
  type TestGrant,
} from "#tests/reveal/reveal-fixture.ts";

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

describe("who may open", () => {
  const now = () => Math.floor(Date.now() / 1000);

  test("tokens that prove nothing here get 401, each for its own reason", async () => {
    const { issuer, settings } = fixture;
    const { LATCHKEY_REVEAL_URL: own, LATCHKEY_PUBLIC_URL: web, REVEAL_OIDC_CLIENT_ID: client } = settings;
    const claims = { iss: issuer.url, sub: "dana", iat: now(), exp: now() + 600, auth_time: now() };
    const access = { ...claims, aud: own, scope: "all", client_id: "latchkey-cli" };
    const typ = "at+jwt";
    const attacker = crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const good = await fixture.accessToken("dana");
    const secret = new TextEncoder().encode(JSON.stringify(issuer.publicJwk));
    const tokens: Record<string, string> = {
      "no signature": `${part({ alg: "none", typ })}.${part(access)}.`,
      "alg none in a signed shape": `${part({ alg: "none", typ })}.${part(access)}.AAAA`,
      "HMAC with the public key": await issuer.sign(access, { alg: "HS256", typ }, secret),
      "another key": await issuer.sign(access, { typ }, (await attacker).privateKey),
      "a key of its own": await issuer.sign(access, { typ, jwk: issuer.publicJwk }),
      "a key elsewhere": await issuer.sign(access, { typ, jku: `${issuer.url}/jwks` }),
      "a certificate elsewhere": await issuer.sign(access, { typ, x5u: `${issuer.url}/jwks` }),
      "an unknown key id": await issuer.sign(access, { typ, kid: "../../jwks" }),
      expired: await issuer.sign({ ...access, iat: now() - 900, exp: now() - 120 }, { typ }),
      "not yet valid": await issuer.sign({ ...access, nbf: now() + 300 }, { typ }),
      "issued in the future": await issuer.sign({ ...access, iat: now() + 300, exp: now() + 900 }, { typ }),
      "an issuer that looks alike": await issuer.sign({ ...access, iss: `${issuer.url}/` }, { typ }),
      "for the portal": await issuer.sign({ ...access, aud: web }, { typ }),
      "for nobody": await issuer.sign({ ...access, aud: undefined }, { typ }),
      "for an origin that begins alike": await issuer.sign({ ...access, aud: `${own}.evil.example` }, { typ }),
      "without a subject": await issuer.sign({ ...access, sub: undefined }, { typ }),
      "an access token as ID token": await issuer.sign({ ...access, aud: client }),
      "an ID token as access token": await issuer.sign({ ...claims, aud: own }),
      "an ID token for web": await issuer.sign({ ...claims, aud: settings.OIDC_CLIENT_ID }),
      "an ID token for two": await issuer.sign({ ...claims, aud: [client, "other"], azp: client }),
      "an ID token for another party": await issuer.sign({ ...claims, aud: client, azp: "other" }),
      "an ID token of eleven minutes ago": await issuer.sign({ ...claims, aud: client, iat: now() - 720 }),
      "an ID token of another type": await issuer.sign({ ...claims, aud: client }, { typ: "logout+jwt" }),
      "a cut token": good.slice(0, -4),
      "a changed payload": good.replace(/\.[^.]+\./, `.${part({ ...access, sub: "dana" })}.`),
      "an opaque token": "lk_sa_0123456789abcdef",
      "nothing at all": "",
      "a huge token": `${"a".repeat(12_000)}.b.c`,
    };
    const answers = await Promise.all(
      Object.entries(tokens).map(async ([name, token]) => {
        const { status, body } = await postClaim(fixture.url, grant.id, { token });
        return [name, status, body.code];
      }),
    );
    const expected = Object.keys(tokens).map((name) => [name, 401, "unauthenticated"]);
    expect(answers).toEqual(expected);
    await expectUntouched();
  });

  test("a token without the scope gets 403, a service account gets 403, and `all` or `grants:reveal` pass", async () => {
    const claim = async (change: Record<string, unknown>) => {
      const token = await fixture.accessToken("dana", change);
      const { status, body } = await postClaim(fixture.url, (await fixture.putGrant()).id, { token });
      return [status, body.code];
    };
    expect(await claim({ scope: "grants:read requests:write" })).toEqual([403, "insufficient_scope"]);
    expect(await claim({ scope: undefined })).toEqual([403, "insufficient_scope"]);
    expect(await claim({ client_id: "dana" })).toEqual([403, "forbidden"]);
    expect(await claim({ scope: "all" })).toEqual([200, undefined]);
    expect(await claim({ scope: "openid grants:reveal", aud: [fixture.url, "https://portal.example"] })).toEqual([
      200,
      undefined,
    ]);
  });

  test("the token of a service account gets 403 by its form alone, a mistyped one 401, and nothing is used up", async () => {
    const token = newServiceAccountToken().use((bytes) => bytes.toString("ascii"));
    for (const [sent, status, code] of [
      [token, 403, "forbidden"],
      [`${token.slice(0, -1)}_`, 401, "unauthenticated"],
    ] as const) {
      const answer = await postClaim(fixture.url, grant.id, { token: sent });
      expect([answer.status, answer.body.code]).toEqual([status, code]);
      expect(JSON.stringify(answer.body)).not.toContain(sent.slice(16));
    }
    await expectUntouched();
  });

  test.each([
    [{ classification: "confidential" }, 16 * 60, 900],
    [{ classification: "restricted" }, 6 * 60, 300],
    [{ environment: "production" }, 6 * 60, 300],
    [{ environment: "not-in-the-catalog" }, 6 * 60, 300],
    [{ classification: "not-in-the-catalog" }, 6 * 60, 300],
  ])("%o wants a sign-in more recent than %i seconds", async (change: GrantChange, ageSeconds, maxAgeSeconds) => {
    const sensitive = await fixture.putGrant(change);
    for (const auth_time of [now() - ageSeconds, now() + 600, undefined]) {
      const token = await fixture.idToken("dana", { auth_time });
      const { status, body, headers } = await postClaim(fixture.url, sensitive.id, { token });
      expect([status, body.code, body.maxAgeSeconds]).toEqual([401, "reauthentication_required", maxAgeSeconds]);
      expect(headers.get("www-authenticate")).toContain(`max_age="${maxAgeSeconds}"`);
    }
    expect(await fixture.stateOf(sensitive.id)).toBe("pending");
    // What has no cell in the catalog is refused even then; both stay unopened until they are.
    const isOffered = change.environment === "production" || change.classification === "confidential";
    const fresh = await fixture.idToken("dana", { auth_time: now() - maxAgeSeconds + 30 });
    expect((await postClaim(fixture.url, sensitive.id, { token: fresh })).status).toBe(isOffered ? 200 : 403);
    expect(await fixture.stateOf(sensitive.id)).toBe(isOffered ? "revealed" : "pending");
  });

  test("an internal grant in dev asks for no more than the sign-in itself", async () => {
    const token = await fixture.idToken("dana", { auth_time: now() - 8 * 3600 });
    expect((await postClaim(fixture.url, (await fixture.putGrant()).id, { token })).status).toBe(200);
  });

  test("with the issuer away a token cannot be checked: 503, nothing consumed", async () => {
    await using away = await openRevealFixture();
    const mine = await away.putGrant();
    const token = await away.idToken("dana");
    away.issuer.isDown = true;
    expect((await postClaim(away.url, mine.id, { token })).body.code).toBe("unavailable");
    away.issuer.isDown = false;
    expect((await postClaim(away.url, mine.id, { token })).status).toBe(200);
  });
});
