import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "#tests/reveal/open-browser.ts";
import { postClaim } from "#tests/reveal/post-claim.ts";
import { openRevealFixture, type RevealFixture } from "#tests/reveal/reveal-fixture.ts";

const strong = "urn:example:acr:phr";
const challenge = `error="insufficient_user_authentication", acr_values="${strong} mfa", max_age="300"`;

let fixture: RevealFixture;
beforeAll(async () => {
  fixture = await openRevealFixture({ REVEAL_ACR_VALUES: `${strong} mfa` });
});
afterAll(() => fixture[Symbol.asyncDispose]());

describe.each(["idToken", "accessToken"] as const)("where strict grants need a context, an %s", (kind) => {
  const claim = async (grantId: string, acr: unknown) =>
    postClaim(fixture.url, grantId, { token: await fixture[kind]("dana", { acr }) });

  test("without one, or with another, opens no production grant and uses nothing up", async () => {
    const grant = await fixture.putGrant({ environment: "production" });
    for (const acr of [undefined, "pwd", "MFA", `${strong} mfa`]) {
      const { status, body, headers } = await claim(grant.id, acr);
      expect([status, body.code]).toEqual([401, "reauthentication_required"]);
      expect(body).toMatchObject({ maxAgeSeconds: 300, acrValues: [strong, "mfa"] });
      expect(headers.get("www-authenticate")).toBe(`Bearer realm="latchkey", ${challenge}`);
    }
    for (const acr of [[strong], 2, null]) expect((await claim(grant.id, acr)).body.code).toBe("unauthenticated");
    const { rows } = await fixture.admin.query("SELECT state, claim_fence FROM grants WHERE id = $1", [grant.id]);
    expect(rows).toEqual([{ state: "pending", claim_fence: "0" }]);
    expect((await claim(grant.id, "mfa")).credential?.fields.password).toBe(grant.password);
  });

  test("without one opens what is not strict", async () => {
    const grant = await fixture.putGrant({ classification: "confidential" });
    expect((await claim(grant.id, undefined)).status).toBe(200);
  });
});

test(
  "the page asks the issuer for the context, and reveals once the sign-in has it",
  { timeout: 120_000 },
  async () => {
    const browser = await openBrowser();
    const grant = await fixture.putGrant({ environment: "production" });
    fixture.signIn("dana");
    const person = fixture.issuer.person;
    const asked: string[] = [];
    fixture.issuer.onSignIn = (query) => {
      asked.push(`${query.get("acr_values")}, ${query.get("max_age")}`);
      // The first time the issuer signs in without what it was asked for, as an issuer may.
      fixture.issuer.person = () => ({ ...person?.(), acr: asked.length === 1 ? "pwd" : strong });
    };
    try {
      const page = await browser.newPage();
      await page.goto(`${fixture.url}/g/${grant.id}`);
      const again = page.getByRole("button", { name: "Sign in again" });
      for (const times of [1, 2]) {
        await page.getByText(`you must have signed in by ${strong} or mfa within the last 5 minutes`).waitFor();
        await again.click();
        await expect.poll(() => asked.length).toBe(times);
      }
      expect(await fixture.stateOf(grant.id)).toBe("pending");
      await page.getByRole("button", { name: "Reveal", exact: true }).click();
      await page.getByRole("button", { name: "Show Password" }).click();
      expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe(grant.password);
      expect(asked).toEqual([`${strong} mfa, 300`, `${strong} mfa, 300`]);
    } finally {
      fixture.issuer.onSignIn = null;
      await browser.close();
    }
  },
);
