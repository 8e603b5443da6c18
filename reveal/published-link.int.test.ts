import { afterAll, beforeAll, expect, test } from "vitest";
import { newServiceAccountToken } from "#domain/service-accounts/service-account-token.ts";
import { newSessionToken } from "#server/identity/session-token.ts";
import { newGrantId } from "#server/ids/new-id.ts";
import { eachAtOnce } from "#tests/reveal/each-at-once.ts";
import { fullCount } from "#tests/harness/full-count.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";
import { sayFigure } from "#tests/reveal/say-figure.ts";

const readers = fullCount(1000);

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture();
});
afterAll(() => fixture[Symbol.asyncDispose]());

test(`R12: a link that ${readers} other signed-in people and as many bots follow reveals nothing to any of them`, async () => {
  const grant = await fixture.putGrant();
  const teams = [["team-payments"], ["team-search"], ["platform"], []];
  const statuses = new Map<string, number>();
  const count = (what: string) => statuses.set(what, (statuses.get(what) ?? 0) + 1);
  await eachAtOnce(readers, 40, async (reader) => {
    const token = await fixture.idToken("dana", { sub: `reader-${reader}`, groups: teams[reader % teams.length] });
    const page = await fetch(`${fixture.url}/g/${grant.id}`);
    expect(await page.text()).not.toMatch(/orders|dana|postgres/i);
    const data = await fetch(`${fixture.url}/v1/grants/${grant.id}`, { headers: { authorization: `Bearer ${token}` } });
    expect(await data.text()).not.toMatch(/orders|postgres/i);
    count(`page ${page.status}, data ${data.status}`);
    count(`claim ${(await postClaim(fixture.url, grant.id, { token })).status}`);
    count(`claim of a bot ${(await postClaim(fixture.url, grant.id, { token: "" })).status}`);
  });
  expect(Object.fromEntries(statuses)).toEqual({
    "page 200, data 404": readers,
    "claim 404": readers,
    "claim of a bot 401": readers,
  });
  const { rows } = await fixture.admin.query("SELECT state, claim_fence FROM grants WHERE id = $1", [grant.id]);
  expect(rows).toEqual([{ state: "pending", claim_fence: "0" }]);
  const own = await postClaim(fixture.url, grant.id, { token: await fixture.idToken("dana") });
  expect(own.credential?.fields.password).toBe(grant.password);
  sayFigure("R12", `0 of ${readers} other signed-in people and 0 of ${readers} bots with the full link revealed`);
}, 300_000);

test("R12: a grant's id has 192 random bits, a session and a service account's token 256", () => {
  const bitsOf = {
    "grant id": freeBits(newGrantId, (id) => Buffer.from(id.replace(/^gr_/, ""), "base64url")),
    session: freeBits(newSessionToken, (token) => Buffer.from(token, "base64url")),
  };
  expect(bitsOf).toEqual({ "grant id": 192, session: 256 });
  // The last six characters are the checksum of the others.
  const newToken = () => newServiceAccountToken().use((bytes) => bytes.toString("ascii").slice(0, -6));
  const tokenBits = Math.floor(freeCharacters(newToken) * Math.log2(62));
  expect(tokenBits).toBe(256);
  sayFigure(
    "R12",
    `random bits: ${bitsOf["grant id"]} of a link, ${bitsOf.session} of a session, ${tokenBits} of a token`,
  );
});

const samples = 2000;

/** Counts the bits that are set in about half of many samples; no sample may come twice. */
function freeBits(make: () => string, read: (text: string) => Buffer): number {
  const texts = Array.from({ length: samples }, make);
  expect(new Set(texts).size).toBe(samples);
  const all = texts.map(read);
  const bits = (all[0]?.length ?? 0) * 8;
  const isFree = (bit: number) => {
    const set = all.filter((bytes) => ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1).length;
    // Seven standard deviations: a fair bit is further off once in 10^11 times.
    return Math.abs(set - samples / 2) < 7 * Math.sqrt(samples / 4);
  };
  return Array.from({ length: bits }, (_, bit) => bit).filter(isFree).length;
}

/** Counts the places at which every one of the 62 letters and digits comes up. */
function freeCharacters(make: () => string): number {
  const texts = Array.from({ length: samples }, make);
  const places = Array.from(texts[0] ?? "", (_, place) => new Set(texts.map((text) => text[place])));
  return places.filter((seen) => seen.size === 62).length;
}
