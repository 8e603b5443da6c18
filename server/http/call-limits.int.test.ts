import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import { stampPeerAddress } from "#server/http/peer-address.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

const perPrincipal = 200;
const perAddress = 50;

let api: TestApi;
let origin = "";
let ledger: pg.Pool;
beforeAll(async () => {
  stampPeerAddress();
  api = await startApi({
    RATE_LIMIT_CALLS_PER_MINUTE: String(perPrincipal),
    RATE_LIMIT_ADDRESS_PER_MINUTE: String(perAddress),
    TRUSTED_PROXIES: "192.0.2.0/24",
  });
  origin = await api.listen();
  ledger = new pg.Pool({ connectionString: api.ledger.url, max: 1 });
  return () => ledger.end();
});

const bearer = async (as: string) => ({ authorization: `Bearer ${await api.token(as)}` });
const get = (path: string, headers: Record<string, string>) => fetch(`${origin}/api/v1${path}`, { headers });

/** Every header that some proxy or some framework names a client by, with another address each time. */
function spoofed(index: number): Record<string, string> {
  const address = `198.51.${Math.floor(index / 250)}.${index % 250}`;
  return {
    "x-forwarded-for": `${address}, 192.0.2.1`,
    forwarded: `for=${address};proto=https`,
    "x-real-ip": address,
    "cf-connecting-ip": address,
    "true-client-ip": address,
    "x-client-ip": address,
    "x-cluster-client-ip": address,
    "fastly-client-ip": address,
    "x-originating-ip": address,
    "x-latchkey-peer": address,
    "x-forwarded-host": `h${index}.example`,
  };
}

test("N20: calls without a sign-in count against the socket's address, whatever eleven headers say", async () => {
  const answers: Response[] = [];
  for (let index = 0; index < perAddress * 4; index += 1) {
    const forged: Record<string, string> = index % 2 === 0 ? {} : { authorization: `Bearer forged${index}` };
    answers.push(await get("/requests", { ...spoofed(index), ...forged }));
  }
  const statuses = answers.map(({ status }) => status);
  expect(statuses.slice(0, perAddress)).toEqual(Array(perAddress).fill(401));
  const refused = answers.filter(({ status }) => status === 429);
  // A call that takes longer than the clock's minute would let some more pass.
  expect(refused.length).toBeGreaterThanOrEqual(perAddress);
  const last = answers.at(-1);
  expect([last?.headers.get("ratelimit-limit"), last?.headers.get("ratelimit-remaining")]).toEqual([
    String(perAddress),
    "0",
  ]);
  expect(Number(last?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await last?.json()).toMatchObject({ code: "rate_limited", status: 429 });
  expect((await get("/openapi.json", spoofed(1))).status).toBe(429);
  expect((await get("/nothing-here", spoofed(2))).status).toBe(429);
  expect((await fetch(`${origin}/healthz`)).status).toBe(200);
  const signedIn = await get("/requests", { ...(await bearer("noor")), ...spoofed(3) });
  expect([signedIn.status, signedIn.headers.get("ratelimit-limit")]).toEqual([200, String(perPrincipal)]);
  const { rows } = await ledger.query<{ text: string }>(
    "SELECT text FROM audit_events WHERE stream LIKE 'anonymous:%'",
  );
  const addresses = rows.map(({ text }) => (JSON.parse(text) as { details: { address: string } }).details.address);
  expect(addresses.length).toBeGreaterThan(0);
  expect(new Set(addresses)).toEqual(new Set(["127.0.0.1"]));
  sayMachine(
    "N20",
    `${answers.length} calls without a sign-in at ${perAddress} a minute, each with another address in ${Object.keys(spoofed(0)).length} headers: ${answers.length - refused.length} answered 401, ${refused.length} 429; 1 address in the audit; a person signed in at that address is served`,
  );
});

test("N20: a principal is limited by who they are, from wherever they call", async () => {
  const headers = await bearer("dana");
  const statuses: number[] = [];
  for (let index = 0; index < perPrincipal * 2; index += 1) {
    statuses.push((await get("/templates", { ...headers, ...spoofed(index) })).status);
  }
  expect(statuses.slice(0, perPrincipal)).toEqual(Array(perPrincipal).fill(200));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(perPrincipal / 2);
  expect((await get("/templates", await bearer("lee"))).status).toBe(200);
  const passed = statuses.filter((status) => status === 200).length;
  sayMachine(
    "N20",
    `${statuses.length} calls of one person at ${perPrincipal} a minute: ${passed} answered, ${statuses.length - passed} 429`,
  );
});

test("says on every answer of a signed-in call what is left, whatever became of it", async () => {
  const headers = await bearer("sam");
  const answers = [
    await get("/templates", headers),
    await get("/requests/req_00000000000000000000000000", headers),
    await get("/requests?limit=0", headers),
    await get("/nothing-here", headers),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 422, 404]);
  const left = answers.map((answer) => Number(answer.headers.get("ratelimit-remaining")));
  expect(left).toEqual([1, 2, 3, 4].map((calls) => perPrincipal - calls));
});
