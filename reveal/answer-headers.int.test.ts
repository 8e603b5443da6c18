import { rename } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { securityHeaders } from "#reveal/security-headers.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

let fixture: RevealFixture;
let token: string;
beforeAll(async () => {
  fixture = await openRevealFixture({ LEASE_SECONDS: "30" });
  token = await fixture.idToken("dana");
});
afterAll(() => fixture[Symbol.asyncDispose]());

const policyParts = [
  "default-src 'none'",
  "script-src 'nonce-NONCE'",
  "style-src 'nonce-NONCE'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];
const others = {
  "cache-control": "no-store",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "x-robots-tag": "noindex, nofollow",
};

/** Gives the nonce of an answer that carries everything. */
function expectEveryHeader(answer: Response, what: string): string {
  const policy = answer.headers.get("content-security-policy") ?? "";
  const nonce = /'nonce-([\w-]{22})'/.exec(policy)?.[1] ?? "none";
  const parts = policy.replaceAll(nonce, "NONCE").split("; ");
  expect(
    policyParts.filter((part) => !parts.includes(part)),
    what,
  ).toEqual([]);
  // Nothing may come from another origin, and nothing unnamed runs.
  expect(policy, what).not.toMatch(/unsafe|https?:|data:|blob:|\*/);
  expect(Object.fromEntries(Object.keys(others).map((name) => [name, answer.headers.get(name)])), what).toEqual(others);
  expect(answer.headers.has("access-control-allow-origin") || answer.headers.has("set-cookie"), what).toBe(false);
  return nonce;
}

const call = (method: string, path: string, init: RequestInit = {}) =>
  fetch(fixture.url + path, { method, redirect: "manual", ...init });

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  call("POST", path, {
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

async function claimOf(change?: Parameters<RevealFixture["putGrant"]>[0]) {
  const [grant, key] = [await fixture.putGrant(change), await createClaimKey()];
  const path = `/v1/grants/${grant.id}`;
  return { grant, key, path, claim: () => post(`${path}/claim`, { publicKey: key.publicKey }) };
}

/** A reveal from the page to the acknowledgement, with all that follows it. */
async function wholeReveal(): Promise<Response[]> {
  const { grant, key, path, claim } = await claimOf();
  const headers = { authorization: `Bearer ${token}` };
  const before = [await call("GET", path, { headers }), await call("HEAD", path, { headers })];
  const won = await claim();
  const { ack } = await openClaim(key, grant.id, (await won.clone().json()) as ClaimAnswer);
  const again = await claim();
  const other = await post(`${path}/claim`, { publicKey: (await createClaimKey()).publicKey });
  const wrong = await post(`${path}/ack`, { mac: Buffer.alloc(32).toString("base64url") });
  return [
    ...before,
    won,
    again,
    other,
    wrong,
    await post(`${path}/ack`, { mac: ack }),
    await post(`${path}/not-me`, {}),
  ];
}

/** Everything that stops a claim, from a broken body to a row that was changed. */
async function refusals(): Promise<Response[]> {
  const { grant, path, claim } = await claimOf();
  const as = async (name: "noor", body: unknown) =>
    post(`${path}/claim`, body, { authorization: `Bearer ${await fixture.idToken(name)}` });
  const { publicKey } = await createClaimKey();
  const answers = [
    await post(`${path}/claim`, "", {}),
    await post(`${path}/claim`, "{"),
    await post(`${path}/claim`, { publicKey: "AAAA" }),
    await post(`${path}/claim`, { publicKey: "x".repeat(100_000) }),
    await post(`${path}/claim`, "a=b", { "content-type": "application/x-www-form-urlencoded" }),
    await post(`${path}/claim`, { publicKey }, { authorization: "Bearer a.b.c" }),
    await post(`${path}/claim`, { publicKey }, { origin: "https://evil.example" }),
    await (await claimOf({ resourceState: "creating" })).claim(),
    await (await claimOf({ expiresInSeconds: -1 })).claim(),
  ];
  for (let attempt = 0; attempt < 7; attempt++) answers.push(await as("noor", { publicKey }));
  const privateDir = join(fixture.kekDir, "private");
  await rename(privateDir, `${privateDir}.away`);
  answers.push(await claim());
  await rename(`${privateDir}.away`, privateDir);
  fixture.databaseWay.cut();
  answers.push(await claim());
  fixture.databaseWay.mend();
  await fixture.admin.query("UPDATE grants SET expires_at = expires_at + interval '1 ms' WHERE id = $1", [grant.id]);
  return [...answers, await claim()];
}

/** Every address by every method, known or not. */
async function everyAddress(): Promise<Response[]> {
  const { path } = await claimOf();
  const known = ["/", "/healthz", "/readyz", "/callback?code=a&state=b", "/assets/page.js", "/assets/page.css"];
  const api = ["/v1/sign-in", "/v1/token", path, `${path}/claim`, `${path}/ack`, `${path}/not-me`];
  const unknown = ["/assets/nothing", "/nothing", "/g/%2e%2e%2fetc", "/g/%00", path.replace("/v1/grants", "/g")];
  const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"];
  return Promise.all([...known, ...api, ...unknown].flatMap((at) => methods.map((method) => call(method, at))));
}

test("R15: every answer, of a reveal, of a refusal, of an error, carries the headers of the reveal origin and its own nonce", async () => {
  const answers = [...(await wholeReveal()), ...(await refusals()), ...(await everyAddress())];
  const statuses = new Set(answers.map(({ status }) => status));
  for (const status of [200, 204, 302, 400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503]) {
    expect(statuses).toContain(status);
  }
  const nonces = answers.map((answer) => expectEveryHeader(answer, `${answer.status} ${answer.url}`));
  expect(new Set(nonces).size).toBe(answers.length);
  expect(nonces).not.toContain("none");
  sayFigure("R15", `${nonces.length} of ${answers.length} answers of ${statuses.size} kinds carry every header`);
});

test("R15: over https they also pin the browser to it", () => {
  const pinned = "max-age=63072000; includeSubDomains";
  expect(securityHeaders("n", true)["strict-transport-security"]).toBe(pinned);
  expect(securityHeaders("n", false)).not.toHaveProperty("strict-transport-security");
});
