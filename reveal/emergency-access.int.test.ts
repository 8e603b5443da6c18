import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { copyCatalog } from "#tests/harness/catalog-copy.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture } from "#tests/reveal/reveal-fixture.ts";

/** A reveal service whose catalog names noor, of another team, for emergencies; and a grant of hers for one of payments. */
async function openEmergency(people = "noor@latchkey.test") {
  const dir = await copyCatalog({ packs: [] });
  await writeFile(join(dir, "break-glass.yaml"), `people: [${people}]\npersons: 1\n`);
  const fixture = await openRevealFixture({ CATALOG_DIR: dir });
  onTestFinished(() => fixture[Symbol.asyncDispose]());
  await fixture.admin.query("UPDATE principals SET email = subject || '@latchkey.test'");
  const grant = await fixture.putGrant({ recipient: "noor" });
  await fixture.admin.query("UPDATE resources SET team = 'payments' WHERE id = $1", [grant.resourceId]);
  await fixture.admin.query(
    `INSERT INTO emergencies (id, resource_id, principal_id, reason, incident, ttl_minutes, persons, state, activated_at, until)
     VALUES ('bg_1', $1, 'prn_noor', 'It is down.', 'INC-1', 60, 1, 'active', now(), now() + interval '1 hour')`,
    [grant.resourceId],
  );
  const makeEmergency = () => fixture.admin.query("UPDATE grants SET emergency_id = 'bg_1' WHERE id = $1", [grant.id]);
  const claim = async (claims: Record<string, unknown> = {}, subject: "noor" | "dana" | "priya" = "noor") => {
    const email = `${subject}@latchkey.test`;
    const token = await fixture.idToken(subject, { email, email_verified: true, ...claims });
    return postClaim(fixture.url, grant.id, { token });
  };
  return { fixture, grant, makeEmergency, claim };
}

test("emergency access opens for the one person it is for, of another team, and starts no clock of the resource", async () => {
  const { fixture, grant, makeEmergency, claim } = await openEmergency();
  expect(await claim()).toMatchObject({ status: 403, body: { code: "forbidden" } });
  await makeEmergency();
  for (const subject of ["dana", "priya"] as const) expect((await claim({}, subject)).status).toBe(404);
  expect((await claim()).credential?.fields.password).toBe(grant.password);
  const { rows } = await fixture.admin.query("SELECT first_claim_at FROM resources WHERE id = $1", [grant.resourceId]);
  expect(rows).toEqual([{ first_claim_at: null }]);
});

test("it wants a sign-in of the last five minutes, whatever the class", async () => {
  const { makeEmergency, claim, fixture, grant } = await openEmergency();
  await makeEmergency();
  const stale = await claim({ auth_time: Math.floor(Date.now() / 1000) - 360 });
  expect(stale).toMatchObject({ status: 401, body: { code: "reauthentication_required", maxAgeSeconds: 300 } });
  expect(await fixture.stateOf(grant.id)).toBe("pending");
});

test.each([
  ["who is not named in this process's own catalog", "lee@latchkey.test", {}],
  ["whose token says another address", "noor@latchkey.test", { email: "dana@latchkey.test" }],
  ["whose address the issuer does not vouch for", "noor@latchkey.test", { email_verified: false }],
])("it stays closed for somebody %s, and is not used up", async (_title, people, claims) => {
  const { fixture, grant, makeEmergency, claim } = await openEmergency(people);
  await makeEmergency();
  const detail = "You are not named for emergency access any more.";
  expect(await claim(claims)).toMatchObject({ status: 403, body: { code: "forbidden", detail } });
  expect(await fixture.stateOf(grant.id)).toBe("pending");
});

test("what was ended is closed in the same moment", async () => {
  const { fixture, grant, makeEmergency, claim } = await openEmergency();
  await makeEmergency();
  await fixture.admin.query("SELECT end_emergency('bg_1')");
  expect(await claim()).toMatchObject({ status: 410, body: { code: "gone" } });
  expect(await fixture.stateOf(grant.id)).toBe("revoked");
});
