import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type PersonName, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

const sayNotMe = async (grantId: string, name: PersonName, change: Record<string, unknown> = {}) => {
  const response = await fetch(`${fixture.url}/v1/grants/${grantId}/not-me`, {
    method: "POST",
    headers: { authorization: `Bearer ${await fixture.accessToken(name, change)}`, "content-type": "application/json" },
    body: "{}",
  });
  const text = await response.text();
  return { status: response.status, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
};

const reveal = async () => {
  const grant = await fixture.putGrant();
  expect((await postClaim(fixture.url, grant.id, { token: await fixture.idToken("dana") })).status).toBe(200);
  return grant;
};

const stateOf = async (resourceId: string) => {
  const { rows } = await fixture.admin.query<{
    state: string;
    reissue: string | null;
    promised: number;
    events: number;
  }>(
    `SELECT state, reissue, (SELECT count(*)::int FROM outbox WHERE payload->>'resourceId' = r.id) AS promised,
       (SELECT count(*)::int FROM audit_events WHERE stream = 'resource:' || r.id AND text LIKE '%"grant.not_me"%') AS events
     FROM resources r WHERE id = $1`,
    [resourceId],
  );
  return rows[0];
};

describe("that was not me", () => {
  test("freezes the resource at once and promises its end, once however often it is said", async () => {
    const grant = await reveal();
    const answers = await Promise.all(Array.from({ length: 10 }, () => sayNotMe(grant.id, "dana")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect(await stateOf(grant.resourceId)).toEqual({ state: "frozen", reissue: "restore", promised: 1, events: 1 });
    const { rows } = await fixture.admin.query("SELECT FROM revealed_ciphertexts WHERE grant_id = $1", [grant.id]);
    expect(rows).toHaveLength(0);
  });

  test("needs no fresh sign-in", async () => {
    const grant = await reveal();
    const signedInAt = Math.floor(Date.now() / 1000) - 12 * 3600;
    expect((await sayNotMe(grant.id, "dana", { auth_time: signedInAt })).status).toBe(204);
    expect((await stateOf(grant.resourceId))?.state).toBe("frozen");
  });

  test("is heard from the recipient alone; from anybody else it is an open that is refused", async () => {
    const grant = await reveal();
    for (const name of ["noor", "lee", "priya"] as const) expect((await sayNotMe(grant.id, name)).status).toBe(404);
    expect(await stateOf(grant.resourceId)).toMatchObject({ state: "active", reissue: null, events: 0 });
  });

  test("takes a claim that is under way from whoever makes it", async () => {
    const grant = await fixture.putGrant();
    const claim = "SELECT status, fence FROM reveal_api.claim($1, $2, 'dana', 30)";
    const { rows } = await fixture.admin.query<{ fence: string }>(claim, [grant.id, fixture.issuer.url]);
    expect((await sayNotMe(grant.id, "dana")).status).toBe(204);
    const commit = "SELECT reveal_api.commit_reveal($1, $2, 'h', 'e', 'c', 'a', 120, '{}') AS until";
    expect((await fixture.admin.query(commit, [grant.id, rows[0]?.fence])).rows).toEqual([{ until: null }]);
    expect(await fixture.stateOf(grant.id)).toBe("revoked");
  });

  test("ends nothing that nobody has opened, and nothing that has ended", async () => {
    const unopened = await fixture.putGrant();
    const answer = await sayNotMe(unopened.id, "dana");
    expect([answer.status, answer.body.code]).toEqual([409, "wrong_state"]);
    expect(await fixture.stateOf(unopened.id)).toBe("pending");
    const ended = await reveal();
    await fixture.admin.query("UPDATE grants SET ended_at = now() WHERE id = $1", [ended.id]);
    expect((await sayNotMe(ended.id, "dana")).status).toBe(204);
    expect(await stateOf(ended.resourceId)).toEqual({ state: "active", reissue: null, promised: 0, events: 0 });
  });
});

describe("who may still receive", () => {
  const claimAs = async (grantId: string, change: Record<string, unknown> = {}) =>
    postClaim(fixture.url, grantId, { token: await fixture.idToken("dana", change) });

  test.each([
    ["another team", { groups: ["team-search"] }],
    ["no team", { groups: [] }],
    ["nothing about teams", { groups: undefined }],
  ])("a token that names %s opens nothing and uses nothing up", async (_what, change) => {
    const grant = await fixture.putGrant();
    const refused = await claimAs(grant.id, change);
    expect([refused.status, refused.body.code]).toEqual([403, "forbidden"]);
    expect(refused.body.detail).toBe("You do not belong to the team Payments any more, which this is for.");
    expect(await fixture.stateOf(grant.id)).toBe("pending");
    expect((await claimAs(grant.id)).status).toBe(200);
  });

  test("a member by the token alone is none while the ledger knows better", async () => {
    const grant = await fixture.putGrant();
    await fixture.admin.query("UPDATE principals SET groups = '{}' WHERE id = 'prn_dana'");
    const refused = await claimAs(grant.id);
    const page = await fetch(`${fixture.url}/v1/grants/${grant.id}`, {
      headers: { authorization: `Bearer ${await fixture.idToken("dana")}` },
    });
    await fixture.admin.query("UPDATE principals SET groups = '{team-payments}' WHERE id = 'prn_dana'");
    expect([refused.status, refused.body.code]).toEqual([403, "forbidden"]);
    expect(await page.json()).toMatchObject({ state: "pending", refusal: expect.stringContaining("Payments") });
    expect(await fixture.stateOf(grant.id)).toBe("pending");
    expect((await claimAs(grant.id)).status).toBe(200);
  });

  test("one of the platform team opens what they asked for another team, for as long as they are of it", async () => {
    const grant = await fixture.putGrant({ recipient: "priya" });
    await fixture.admin.query("UPDATE resources SET team = 'payments' WHERE id = $1", [grant.resourceId]);
    const claim = async (change: Record<string, unknown> = {}) =>
      postClaim(fixture.url, grant.id, { token: await fixture.idToken("priya", change) });
    const refused = await claim({ groups: ["team-search"] });
    expect([refused.status, refused.body.code]).toEqual([403, "forbidden"]);
    expect(await fixture.stateOf(grant.id)).toBe("pending");
    expect((await claim()).status).toBe(200);
  });

  test.each([{ environment: "gone" }, { classification: "restricted" }, { classification: "nobody-knows" }])(
    "what the environment does not hand out any more stays closed: %o",
    async (change) => {
      const grant = await fixture.putGrant(change);
      const refused = await claimAs(grant.id);
      expect([refused.status, refused.body.code]).toEqual([403, "forbidden"]);
      expect(await fixture.stateOf(grant.id)).toBe("pending");
    },
  );
});

describe("an open by somebody else", () => {
  const alarmsOf = async ({ admin }: RevealFixture, grantId: string) => {
    const { rows } = await admin.query<{ who: string; promised: number }>(
      `SELECT who, (SELECT count(*)::int FROM outbox WHERE topic = 'grant.refused' AND payload->>'grantId' = grant_id) AS promised
       FROM refused_opens WHERE grant_id = $1 ORDER BY at`,
      [grantId],
    );
    return rows;
  };

  test("promises one alarm per grant and ten minutes, and leaves the grant as it was", async () => {
    await using own = await openRevealFixture();
    const grant = await own.putGrant();
    const before = await own.admin.query("SELECT * FROM grants WHERE id = $1", [grant.id]);
    const tokens = await Promise.all((["noor", "lee", "priya"] as const).map((name) => own.idToken(name)));
    await Promise.all(tokens.flatMap((token) => [1, 2, 3].map(() => postClaim(own.url, grant.id, { token }))));
    const refusals = () => own.admin.query("SELECT FROM audit_events WHERE text LIKE '%grant.open_refused%'");
    await expect.poll(async () => (await refusals()).rows.length).toBe(9);
    expect(await alarmsOf(own, grant.id)).toHaveLength(1);
    await own.admin.query("UPDATE refused_opens SET at = at - interval '11 minutes'");
    await postClaim(own.url, grant.id, { token: tokens[0] ?? "" });
    await expect.poll(async () => (await alarmsOf(own, grant.id)).length).toBe(2);
    expect((await alarmsOf(own, grant.id)).at(-1)).toEqual({ who: "Noor", promised: 2 });
    expect((await own.admin.query("SELECT * FROM grants WHERE id = $1", [grant.id])).rows).toEqual(before.rows);
  });

  test("a payload that was tampered with is recorded, and is no open by somebody else", async () => {
    await using own = await openRevealFixture();
    const grant = await own.putGrant();
    await own.admin.query("UPDATE grants SET expires_at = expires_at + interval '1 ms' WHERE id = $1", [grant.id]);
    await postClaim(own.url, grant.id, { token: await own.idToken("dana") });
    const events = () => own.admin.query("SELECT FROM audit_events WHERE text LIKE '%grant.open_failed%'");
    await expect.poll(async () => (await events()).rows.length).toBe(1);
    expect(await alarmsOf(own, grant.id)).toEqual([]);
  });
});
