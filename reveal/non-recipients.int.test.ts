import { afterAll, beforeAll, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { eachAtOnce } from "#tests/reveal/each-at-once.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { nonRecipients } from "#tests/reveal/non-recipients.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

const attempts = fullCount(10_000);
const attemptsEach = 8;
const atOnce = 40;

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture({ LATCHKEY_ADMIN_GROUP: "latchkey-admins" });
});
afterAll(() => fixture[Symbol.asyncDispose]());

/** What somebody who has the link can try: half of the calls claim, one in eight looks at the page's own data. */
const doors = ["claim", "claim", "ack", "claim", "", "claim", "not-me", "claim"] as const;

async function tryDoor(grant: TestGrant, door: (typeof doors)[number], token: string): Promise<number> {
  const path = `${fixture.url}/v1/grants/${grant.id}${door === "" ? "" : `/${door}`}`;
  const bodies = {
    claim: async () => ({ publicKey: (await createClaimKey()).publicKey }),
    ack: async () => ({ mac: Buffer.alloc(32, 7).toString("base64url") }),
    "not-me": async () => ({}),
  };
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = door === "" ? { headers } : { method: "POST", headers, body: JSON.stringify(await bodies[door]()) };
  const response = await fetch(path, call);
  const text = await response.text();
  expect(text).not.toMatch(/"(enc|ciphertext|password)"/);
  return response.status;
}

async function everythingAbout({ id, resourceId }: TestGrant): Promise<unknown> {
  const { rows } = await fixture.admin.query(
    `SELECT to_jsonb(g) AS grant, to_jsonb(s) AS sealed, to_jsonb(r) AS resource FROM grants g
     JOIN sealed_payloads s ON s.grant_id = g.id JOIN resources r ON r.id = g.resource_id WHERE g.id = $1 AND r.id = $2`,
    [id, resourceId],
  );
  expect(rows).toHaveLength(1);
  return rows[0];
}

test(
  `R2: ${attempts} attempts of everybody but the recipient reveal nothing, and the grant stays as it was`,
  { timeout: 900_000 },
  async () => {
    const grant = await fixture.putGrant();
    const before = await everythingAbout(grant);
    const kinds = nonRecipients(fixture);
    const statuses = new Map(kinds.map(({ who }) => [who, new Map<number, number>()]));
    await eachAtOnce(attempts / attemptsEach, atOnce, async (person) => {
      const { who, token } = kinds[person % kinds.length] ?? {};
      const bearer = (await token?.(person)) ?? "";
      for (const door of doors) {
        const status = await tryDoor(grant, door, bearer);
        const seen = statuses.get(who ?? "") ?? new Map<number, number>();
        seen.set(status, (seen.get(status) ?? 0) + 1);
      }
    });
    for (const { who, expected } of kinds) {
      const seen = [...(statuses.get(who)?.keys() ?? [])];
      expect([who, seen.filter((status) => status !== 429)]).toEqual([who, [expected]]);
    }
    const total = (status: number) => [...statuses.values()].reduce((sum, seen) => sum + (seen.get(status) ?? 0), 0);
    const counts = [401, 403, 404, 429].map(total);
    expect(counts.reduce((sum, count) => sum + count)).toBe(attempts);
    // Many of them got as far as the question whose grant it is, or the test proves the limiter alone.
    expect(total(404)).toBeGreaterThan(attempts / 3);
    expect(await everythingAbout(grant)).toEqual(before);
    const own = await postClaim(fixture.url, grant.id, { token: await fixture.idToken("dana") });
    expect(own.credential?.fields.password).toBe(grant.password);
    sayFigure(
      "R2",
      `0 of ${attempts} attempts by ${kinds.length} kinds of non-recipients revealed (404: ${total(404)}, 403: ${total(403)}, 401: ${total(401)}, limited: ${total(429)}), the grant pending and unchanged`,
    );
  },
);
