import { setTimeout as passing } from "node:timers/promises";
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { getWebContext } from "#server/context.ts";
import { prepareForgeries } from "#tests/federation/forged-tokens.ts";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import { startWorkloadIssuer, timesOf, type WorkloadTestIssuer } from "#tests/federation/start-workload-issuer.ts";
import { githubClaims, githubToken, workloadAudience } from "#tests/federation/workload-tokens.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

let federation: Federation;
let plain: WorkloadTestIssuer;

beforeAll(async () => {
  plain = await startWorkloadIssuer("ES256");
  federation = await openFederation({
    issuers: [{ name: "plain", kind: "oidc", issuer: plain.url, algorithms: ["ES256"], idClaims: ["project"] }],
  });
  await federation.addRule();
});
afterAll(async () => {
  await federation[Symbol.asyncDispose]();
  await plain[Symbol.asyncDispose]();
});

async function ledger<Row extends object>(text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: federation.api.ledger.url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** What everybody is told who is refused, but for the id of the call. */
async function refusal(response: Response): Promise<unknown> {
  const { requestId: _, ...body } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body };
}

test("N22: a forged token, one of another type and one out of its time is refused, each with the same answer", async () => {
  await using attacker = await prepareForgeries(federation.github);
  const { forgeries } = attacker;
  const told = await refusal(await federation.exchange("x"));
  expect(told).toMatchObject({ status: 401, body: { code: "unauthenticated", error: "invalid_grant" } });
  for (const { title, make } of forgeries) {
    expect(await refusal(await federation.exchange(await make())), title).toEqual(told);
  }
  // What refused them was no fault of the test: the same token, well made, is taken.
  expect((await federation.exchange(await githubToken(federation.github))).status).toBe(200);
  expect(attacker.asked()).toBe(0);
  expect(new Set(forgeries.map(({ title }) => title)).size).toBe(forgeries.length);
  sayMachine(
    "N22",
    `${forgeries.length} of ${forgeries.length} kinds refused with one answer, 401; no key fetched from an address in a token`,
  );
});

test("N22: random key ids cause no storm of fetches", async () => {
  const { github, exchange } = federation;
  const before = github.asked.keys;
  const tokens = await Promise.all(
    Array.from({ length: 200 }, (_, n) => githubToken(github, {}, { kid: `random-${n}` })),
  );
  const answers = await Promise.all(tokens.map((token) => exchange(token)));
  expect(answers.every(({ status }) => status === 401)).toBe(true);
  expect(github.asked.keys - before).toBeLessThanOrEqual(1);
  sayMachine("N22", `200 random key ids: ${github.asked.keys - before} fetches of keys`);
});

test("N24: of 50 calls at once with one token, and of 20 with one that has no id, one gets a token", async () => {
  const token = await githubToken(federation.github);
  const calls = await Promise.all(Array.from({ length: 50 }, () => federation.exchange(token)));
  const taken = calls.filter(({ status }) => status === 200).length;
  expect(taken).toBe(1);
  expect(calls.filter(({ status }) => status === 401)).toHaveLength(49);
  expect((await federation.exchange(token)).status).toBe(401);

  const account = await federation.addAccount("plain");
  const claims = { sub: "job-1", project: "p-1" };
  await federation.addRule({ serviceAccount: account, issuer: "plain", claims });
  const payload = { iss: plain.url, aud: workloadAudience, ...timesOf(), jti: undefined, ...claims };
  // A signature of ES256 differs each time, so these are 20 texts and one token.
  const copies = await Promise.all(Array.from({ length: 20 }, () => plain.sign(payload)));
  expect(new Set(copies).size).toBe(20);
  const answers = await Promise.all(copies.map((copy) => federation.exchange(copy)));
  const takenOfCopies = answers.filter(({ status }) => status === 200).length;
  expect(takenOfCopies).toBe(1);
  sayMachine("N24", `50 at once: ${taken} taken; 20 signatures of one token without jti: ${takenOfCopies} taken`);
});

interface Denial {
  readonly stream: string;
  readonly event: {
    readonly action: string;
    readonly actor: unknown;
    readonly object: string;
    readonly details: { readonly reason: string; readonly issuer: string | null; readonly workload: object | null };
  };
}

/** The denials that the record has, once there is one that fits; they are written after the answer. */
async function denials(fits: (denial: Denial) => boolean): Promise<readonly Denial[]> {
  for (;;) {
    const all = await ledger<Denial>(`
      SELECT stream, text::jsonb AS event FROM audit_events
      WHERE text::jsonb->>'action' IN ('workload.refused', 'workload.replayed') ORDER BY position`);
    const found = all.filter(fits);
    if (found.length > 0) return found;
    await passing(20);
  }
}

const forReason = (reason: string) => denials(({ event }) => event.details.reason === reason);

test("tells nobody why, and the record says it, with the workload once its signature held and nothing known before", async () => {
  const { github, exchange } = federation;
  // Garbage of the same minute and address hides none of those that follow.
  for (let n = 0; n < 3; n++) await exchange(`garbage-${n}`);
  await exchange(await githubToken(github, { aud: "https://elsewhere.example" }));
  await exchange(await githubToken(github, { ref: "refs/heads/unruled" }));
  await exchange(await plain.sign({ iss: plain.url, aud: "https://elsewhere.example", ...timesOf(), sub: "job-9" }));
  const [garbage] = await forReason("what was sent is no JWT");
  expect(garbage).toMatchObject({
    stream: expect.stringMatching(/^anonymous:/) as string,
    event: { actor: null, details: { count: 1, issuer: null, workload: null } },
  });
  const known = { issuer: "github", repository: "acme/orders", runUrl: null, startedBy: { name: "octo", id: "77" } };
  const [unruled] = await forReason("no trust rule names it");
  expect(unruled).toMatchObject({
    stream: garbage?.stream,
    event: { actor: null, details: { issuer: "github", workload: { ...known, ref: "refs/heads/unruled" } } },
  });
  const ofIssuer = (issuer: string) =>
    denials(({ event: { details } }) => details.issuer === issuer && isAboutAud(details));
  const isAboutAud = ({ reason }: { reason: string }) => reason === "its claim aud is not as it must be";
  expect(await ofIssuer("github")).toMatchObject([{ event: { details: { workload: known } } }]);
  expect(await ofIssuer("plain")).toMatchObject([{ event: { details: { workload: { subject: "job-9" } } } }]);
});

test("a token that comes again is an event of its own, in the stream of the account that it was exchanged for", async () => {
  const { github, exchange } = federation;
  const tokens = [await githubToken(github, { sha: "replayed" }), await githubToken(github, { sha: "replayed" })];
  for (const token of [...tokens, ...tokens]) await exchange(token);
  const details = { count: 1, reason: "it was exchanged before", issuer: "github", workload: { sha: "replayed" } };
  const [stream, object] = [`principal:${federation.accountId}`, `service_account:${federation.accountId}`];
  const replays = () => denials(({ event }) => JSON.stringify(event).includes('"sha":"replayed"') && isReplay(event));
  while ((await replays()).length < 2) await passing(20);
  const event = { action: "workload.replayed", actor: null, object, details };
  expect(await replays()).toMatchObject([
    { stream, event },
    { stream, event },
  ]);
});

const isReplay = ({ action }: Denial["event"]) => action === "workload.replayed";

/** Which of the tokens any part stands of in one of the texts. */
function told(tokens: readonly string[], texts: readonly string[]): string[] {
  const parts = tokens.flatMap((token) => token.split(".")).filter((part) => part.length >= 20);
  const all = texts.join("\n");
  return parts.filter((part) => all.includes(part));
}

test("no part of any token stands in the record or the log: header, claims or signature", async () => {
  const { github, exchange } = federation;
  const { log } = await getWebContext();
  const kept = { level: log.level, stream: Reflect.get(log, pino.symbols.streamSym) as unknown };
  const lines: string[] = [];
  Reflect.set(log, pino.symbols.streamSym, { write: (line: string) => lines.push(line) });
  log.level = "trace";
  await using attacker = await prepareForgeries(github);
  const taken = await githubToken(github);
  const unruled = await githubToken(github, { ref: "refs/heads/told-to-nobody" });
  const own = await githubToken(github, { aud: "https://elsewhere.example", sub: "told-to-nobody" });
  const tokens = [taken, unruled, own];
  const replays = async () => (await ledger("SELECT FROM audit_events WHERE text LIKE '%workload.replayed%'")).length;
  const before = await replays();
  for (const { make } of attacker.forgeries) tokens.push(await make());
  try {
    for (const token of [...tokens, taken]) await exchange(token);
    while ((await replays()) === before) await passing(20);
  } finally {
    log.level = kept.level;
    Reflect.set(log, pino.symbols.streamSym, kept.stream);
  }
  const rows = (await ledger<{ text: string }>("SELECT text FROM audit_events")).map(({ text }) => text);
  expect(told(tokens, [...rows, ...lines])).toEqual([]);
  // The search finds what is there: each call left a line, the record has what was exchanged, and one part is found.
  expect(lines.filter((line) => line.includes("call refused"))).toHaveLength(tokens.length);
  expect(lines.join("")).toContain("its claim aud is not as it must be");
  expect(rows.filter((text) => text.includes(githubClaims.sha) && text.includes("workload.exchanged"))).not.toEqual([]);
  for (const part of own.split(".")) expect(told(tokens, [...rows, `{"text":"…${part}…"}`])).toContain(part);
});

test("calls that are no token exchange are told so, in the words of OAuth as well", async () => {
  const token = await githubToken(federation.github);
  const tries = [
    [{ grant_type: "client_credentials" }, "unsupported_grant_type"],
    [{ subject_token_type: "urn:ietf:params:oauth:token-type:saml2" }, "invalid_request"],
    [{ subject_token: "" }, "invalid_request"],
    [{ audience: "https://elsewhere.example" }, "invalid_target"],
    [{ resource: "https://elsewhere.example" }, "invalid_target"],
    [{ scope: "requests:read\u0000" }, "invalid_scope"],
    [{ requested_token_type: "urn:ietf:params:oauth:token-type:refresh_token" }, "invalid_request"],
    [{ actor_token: "x" }, "invalid_request"],
  ] as const;
  for (const [fields, error] of tries) {
    const response = await federation.exchange(token, fields);
    expect(await response.json(), JSON.stringify(fields)).toMatchObject({ status: 422, code: "invalid_input", error });
  }
  const json = await federation.exchange(token, {}, { headers: { "content-type": "application/json" } });
  expect(await json.json()).toMatchObject({ status: 415, error: "invalid_request" });
  const ours = await federation.exchange(token, {
    audience: workloadAudience,
    resource: `${workloadAudience}/`,
    unknown: "x",
  });
  expect(ours.status).toBe(200);
  const get = await federation.api.call("GET /api/v1/oauth/token");
  expect([get.status, get.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
});

test("keys are fetched again for a new key id, and one that was withdrawn signs nothing any more", async () => {
  await using rotating = await startWorkloadIssuer();
  const { IssuerKeys } = await import("#server/adapters/oidc/issuer-keys.ts");
  const { readPublishedKeys } = await import("#server/adapters/oidc/read-published-keys.ts");
  const { verifyWorkloadJwt } = await import("#server/adapters/oidc/verify-workload-jwt.ts");
  let at = 0;
  const keys = new IssuerKeys(
    () => readPublishedKeys(rotating.url, null),
    () => at,
  );
  const issuer = { name: "rotating", issuer: rotating.url, algorithms: ["RS256"], kind: "github" } as const;
  const verify = (token: string) =>
    verifyWorkloadJwt(token, { issuer, audience: githubClaims.aud, keys: keys.find, now: new Date() });
  const first = await githubToken(rotating);
  await verify(first);
  at += 31_000;
  await rotating.rotate({ keep: false });
  await verify(await githubToken(rotating));
  expect(rotating.asked).toEqual({ discovery: 2, keys: 2 });
  await expect(verify(first)).rejects.toMatchObject({ reason: "its issuer has no such key" });
});

test("keys come from the configured address alone, by no redirect and no document that is too long", async () => {
  await using odd = await startWorkloadIssuer();
  const { readPublishedKeys } = await import("#server/adapters/oidc/read-published-keys.ts");
  await expect(readPublishedKeys(odd.url, `${odd.url}/moved`)).rejects.toThrow("fetch failed");
  await expect(readPublishedKeys(odd.url, `${odd.url}/huge`)).rejects.toThrow("bytes");
  odd.discovery = { issuer: "https://other.example" };
  await expect(readPublishedKeys(odd.url, null)).rejects.toThrow("another issuer");
  odd.discovery = { jwks_uri: "file:///etc/passwd" };
  await expect(readPublishedKeys(odd.url, null)).rejects.toThrow("jwks_uri");
});
