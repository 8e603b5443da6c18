import { expect, onTestFinished, test } from "vitest";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type TestGrant } from "#tests/reveal/reveal-fixture.ts";

const team = "team-payments";
const both = [team, "us-persons"];
const attempts = 20;

/** A reveal service under ITAR; Dana of payments has a grant, and the ledger's word on her is given. */
async function openUnderItar(packs: readonly string[] = ["itar"]) {
  const fixture = await openRevealFixture({ CATALOG_DIR: await copyCatalog({ packs }) });
  onTestFinished(() => fixture[Symbol.asyncDispose]());
  const say = (groups: readonly string[]) =>
    fixture.admin.query("UPDATE principals SET groups = $1 WHERE subject = 'dana'", [groups]);
  const claim = async (grant: TestGrant, groups: readonly string[]) =>
    postClaim(fixture.url, grant.id, { token: await fixture.idToken("dana", { groups }) });
  return { fixture, say, claim };
}

const refused = {
  status: 403,
  body: {
    code: "forbidden",
    detail: "Only somebody of whom the identity provider says that they are a U.S. person may open this.",
  },
};

test(`under ITAR 0 of ${attempts} opens succeed once the group was taken away, and the grant stays pending`, async () => {
  const { fixture, say, claim } = await openUnderItar();
  const grant = await fixture.putGrant();
  await say([team]);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    expect(await claim(grant, attempt % 2 === 0 ? [team] : both)).toMatchObject(refused);
  }
  expect(await fixture.stateOf(grant.id)).toBe("pending");
  await say(both);
  expect(await claim(grant, [team])).toMatchObject(refused);
  expect(await fixture.stateOf(grant.id)).toBe("pending");
  expect((await claim(grant, both)).credential?.fields.password).toBe(grant.password);
});

test("the page says so before the button", async () => {
  const { fixture } = await openUnderItar();
  const grant = await fixture.putGrant();
  const headers = { authorization: `Bearer ${await fixture.idToken("dana")}` };
  const page = (await (await fetch(`${fixture.url}/v1/grants/${grant.id}`, { headers })).json()) as object;
  expect(page).toMatchObject({ state: "pending", refusal: refused.body.detail });
});

test("what was decided for the request is demanded too, where no pack is attached any more; a row can only add", async () => {
  const { fixture, say, claim } = await openUnderItar([]);
  const grant = await fixture.putGrant();
  await say([team]);
  const demands = { attributes: ["us_person"], revealMaxAgeSeconds: null };
  await fixture.admin.query("UPDATE requests SET decision = $2 WHERE id = $1", [
    grant.requestId,
    { effective: { handling: demands } },
  ]);
  expect(await claim(grant, [team])).toMatchObject(refused);
  await say(both);
  expect((await claim(grant, both)).status).toBe(200);
});

test("a row that says nothing loosens nothing under the pack", async () => {
  const { fixture, say, claim } = await openUnderItar();
  const grant = await fixture.putGrant();
  await say([team]);
  await fixture.admin.query("UPDATE requests SET decision = $2 WHERE id = $1", [
    grant.requestId,
    { effective: { handling: { attributes: [], revealMaxAgeSeconds: null } } },
  ]);
  expect(await claim(grant, [team])).toMatchObject(refused);
  expect(await fixture.stateOf(grant.id)).toBe("pending");
});
