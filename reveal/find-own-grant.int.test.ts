import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

let fixture: RevealFixture;
let grant: TestGrant;
beforeAll(async () => {
  fixture = await openRevealFixture();
  grant = await fixture.putGrant();
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** What a caller may send to look like somebody behind a proxy; no proxy is trusted here. */
const spoofedAddress = (index: number): Record<string, string> => {
  const address = `10.0.${index >> 8}.${index & 255}`;
  const names = ["x-forwarded-for", "x-real-ip", "x-client-ip", "x-cluster-client-ip", "true-client-ip"];
  const byName = [...names, "cf-connecting-ip", "cf-connecting-ipv6", "cf-pseudo-ipv4", "fastly-client-ip"];
  return { ...Object.fromEntries(byName.map((name) => [name, address])), forwarded: `for=${address}` };
};

/** Every attack of this file aims at this grant: it must still be untouched, fence and all. */
async function expectUntouched() {
  const { rows } = await fixture.admin.query("SELECT state, claim_fence FROM grants WHERE id = $1", [grant.id]);
  expect(rows).toEqual([{ state: "pending", claim_fence: "0" }]);
}

describe("not yours looks like not there", () => {
  const strip = ({ requestId: _id, instance: _path, ...rest }: Record<string, unknown>) => rest;

  test("a person of another team gets the very answer of a grant that does not exist, for claim and page", async () => {
    await using own = await openRevealFixture();
    const hers = await own.putGrant();
    const token = await own.idToken("noor");
    const [yours, missing] = [
      await postClaim(own.url, hers.id, { token }),
      await postClaim(own.url, "gr_00000000000000000000000000000000", { token }),
    ];
    expect(yours.status).toBe(404);
    expect(strip(yours.body)).toEqual(strip(missing.body));
    const headersOf = ({ headers }: { headers: Headers }) => [...headers.keys()].sort();
    expect(headersOf(yours)).toEqual(headersOf(missing));
    const page = async (id: string) => {
      const response = await fetch(`${own.url}/v1/grants/${id}`, { headers: { authorization: `Bearer ${token}` } });
      return [response.status, strip((await response.json()) as Record<string, unknown>)];
    };
    expect(await page(hers.id)).toEqual(await page("gr_00000000000000000000000000000000"));
    expect(await own.stateOf(hers.id)).toBe("pending");
  });

  test.each(["lee", "priya"] as const)(
    "%s, who may see the request, is told the name and nothing more",
    async (name) => {
      await using own = await openRevealFixture();
      const hers = await own.putGrant();
      const { status, body } = await postClaim(own.url, hers.id, { token: await own.idToken(name) });
      expect([status, body.code, body.recipient]).toEqual([404, "not_found", { name: "Dana" }]);
      expect(JSON.stringify(body)).not.toMatch(/orders|postgres|payments|dev/);
      expect(await own.stateOf(hers.id)).toBe("pending");
    },
  );

  test("an open by somebody else is written into the resource's record, after the answer", async () => {
    await using own = await openRevealFixture();
    const hers = await own.putGrant();
    await postClaim(own.url, hers.id, { token: await own.idToken("noor") });
    const events = async () => {
      const { rows } = await own.admin.query<{ text: string }>("SELECT text FROM audit_events WHERE stream = $1", [
        `resource:${hers.resourceId}`,
      ]);
      return rows.map(({ text }) => JSON.parse(text) as unknown);
    };
    await expect.poll(events).toEqual([
      expect.objectContaining({
        action: "grant.open_refused",
        message: "Noor tried to open a credential that is for somebody else. It stayed closed.",
        details: { kind: "claim", issuer: own.issuer.url, subject: "noor" },
      }),
    ]);
  });

  test("R13: after six failed opens in ten minutes a person gets 429, known grant or not, whatever headers they send", async () => {
    await using own = await openRevealFixture();
    const hers = await own.putGrant();
    const second = await own.startAnother();
    const token = await own.idToken("noor");
    const attempt = (id: string, index: number) =>
      postClaim(index % 2 === 0 ? own.url : second.url, id, {
        token,
        headers: spoofedAddress(index),
      });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => attempt(index % 3 === 0 ? hers.id : `gr_missing${index}`, index)),
    );
    const count = (status: number) => answers.filter((answer) => answer.status === status).length;
    expect([count(404), count(429)]).toEqual([6, 34]);
    expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("600");
    const nooRsOwn = await own.putGrant({ recipient: "noor" });
    expect((await postClaim(own.url, nooRsOwn.id, { token })).status).toBe(200);
    expect((await postClaim(own.url, hers.id, { token: await own.idToken("dana") })).status).toBe(200);
    sayFigure(
      "R13",
      `${answers.length} failed opens at once over 2 processes, each with another address in ${Object.keys(spoofedAddress(0)).length} headers: ${count(404)} refused, ${count(429)} limited`,
    );
  });

  test("R13: sign-ins from one address are limited whatever address their headers name", async () => {
    const exchange = async (index: number) => {
      const headers = { "content-type": "application/json", ...spoofedAddress(index) };
      return (await fetch(`${fixture.url}/v1/token`, { method: "POST", headers, body: "{}" })).status;
    };
    const statuses = await Promise.all(Array.from({ length: 200 }, (_, index) => exchange(index)));
    const limited = statuses.filter((status) => status === 429).length;
    expect(new Set(statuses)).toEqual(new Set([422, 429]));
    // 60 a minute pass; another minute may have begun meanwhile.
    expect(limited).toBeGreaterThanOrEqual(200 - 2 * 60);
    sayFigure("R13", `200 sign-ins from one address under 200 names: ${limited} limited`);
  });

  test("page loads of somebody else's link do not use up the limit of claims, nor 410s of one's own", async () => {
    await using own = await openRevealFixture();
    const hers = await own.putGrant();
    const token = await own.idToken("lee");
    const load = () => fetch(`${own.url}/v1/grants/${hers.id}`, { headers: { authorization: `Bearer ${token}` } });
    for (let loads = 0; loads < 10; loads++) expect((await load()).status).toBe(404);
    expect((await postClaim(own.url, hers.id, { token })).status).toBe(404);
    const dana = await own.idToken("dana");
    expect((await postClaim(own.url, hers.id, { token: dana })).status).toBe(200);
    for (let again = 0; again < 10; again++) {
      expect((await postClaim(own.url, hers.id, { token: dana })).status).toBe(410);
    }
  });

  test("the page's metadata is for the recipient alone, and says who asked, for what and until when", async () => {
    const page = async (headers: Record<string, string>) =>
      (await fetch(`${fixture.url}/v1/grants/${grant.id}`, { headers })).json() as Promise<unknown>;
    expect(await page({})).toMatchObject({ code: "unauthenticated" });
    expect(JSON.stringify(await page({}))).not.toMatch(/dana|orders|payments/i);
    expect(await page({ authorization: `Bearer ${await fixture.idToken("dana")}` })).toEqual({
      id: grant.id,
      state: "pending",
      generation: 1,
      classification: "internal",
      environment: { id: "dev", title: "Development" },
      team: { id: "payments", name: "Payments" },
      resource: {
        id: grant.resourceId,
        name: expect.stringMatching(/^orders-/),
        state: "active",
        url: `${fixture.settings.LATCHKEY_PUBLIC_URL}/resources/${grant.resourceId}`,
      },
      template: "Small PostgreSQL database",
      purpose: "Orders service, load test",
      requester: { name: "Dana", email: "dana@latchkey.test" },
      recipient: { name: "Dana", email: "dana@latchkey.test" },
      lifetimeHours: 48,
      requestedAt: expect.stringMatching(/Z$/),
      expiresAt: expect.stringMatching(/Z$/),
      revealedAt: null,
      goodFor: "owner",
      notMeAt: null,
      emergencyUntil: null,
      endedAt: null,
      device: null,
      refusal: null,
      signInAgeSecondsMax: null,
      signInAcrValues: [],
      shownSeconds: 60,
    });
    await expectUntouched();
  });
});
