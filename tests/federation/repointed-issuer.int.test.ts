import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testedTokenSchema } from "#domain/contracts/trust-rule-test.ts";
import { trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import { getWebContext, type OpenContext } from "#server/context.ts";
import { openFederation, type Federation } from "#tests/federation/open-federation.ts";
import { githubToken } from "#tests/federation/workload-tokens.ts";

let federation: Federation;
let ruleId: string;
/** Got by the rule while its issuer was the one it was made for. */
let before: string;

beforeAll(async () => {
  federation = await openFederation();
  ruleId = await federation.addRule();
  before = await federation.accessToken(await githubToken(federation.github));
});
afterAll(() => federation[Symbol.asyncDispose]());

/** Has the API serve these issuers, as somebody who edits the catalog would. */
async function serveIssuers(issuers: readonly object[]): Promise<void> {
  const { settings } = await getWebContext();
  await writeFile(join(settings.CATALOG_DIR, "issuers.yaml"), JSON.stringify({ issuers }));
  const opened = Reflect.get(globalThis, Symbol.for("latchkey.web-context")) as Promise<OpenContext>;
  // Files are taken up once two looks find them alike.
  for (const _ of ["found", "settled"]) await (await opened).catalogKeeper.look();
}

const shown = async () => {
  const answer = await federation.api.call(`GET /api/v1/trust-rules/${ruleId}`, { as: "lee" });
  return trustRuleViewSchema.parse(await answer.json());
};
const isOpen = async () => (await federation.as(before, "GET /api/v1/requests")).status;
const tested = async (token: string) => {
  const answer = await federation.api.call("POST /api/v1/trust-rules/test", { as: "lee", body: { token } });
  return testedTokenSchema.parse(await answer.json());
};

test("a rule is about the issuer that it was made for, whatever the catalog calls by its name later", async () => {
  const { github, gitlab } = federation;
  const own = { name: "github", kind: "github", issuer: github.url };
  expect(await shown()).toMatchObject({ issuerUrl: github.url, issuerState: "current" });
  expect(await isOpen()).toBe(200);

  // The name goes to a server of somebody else's, which signs the very claims.
  await serveIssuers([
    { ...own, issuer: gitlab.url },
    { ...own, name: "old" },
  ]);
  for (const issuer of [gitlab, github]) {
    expect((await federation.exchange(await githubToken(issuer))).status).toBe(401);
    expect((await federation.exchange(await githubToken(issuer), { trust_rule: ruleId })).status).toBe(401);
  }
  expect(await isOpen()).toBe(401);
  expect(await shown()).toMatchObject({ issuerUrl: github.url, issuerState: "other", state: "active" });
  const { met, near, verification } = await tested(await githubToken(gitlab));
  expect([verification.state, met]).toEqual(["valid", []]);
  expect(near).toMatchObject([{ rule: { id: ruleId }, refusal: expect.stringContaining("not the one"), differs: [] }]);

  // The same address as a kind whose claims are read in another way.
  await serveIssuers([{ ...own, kind: "oidc", idClaims: ["repository_id"] }]);
  expect((await federation.exchange(await githubToken(github))).status).toBe(401);
  expect(await isOpen()).toBe(401);
  expect((await shown()).issuerState).toBe("other");

  await serveIssuers([{ ...own, name: "old" }]);
  expect(await isOpen()).toBe(401);
  expect((await shown()).issuerState).toBe("gone");

  // A second rule for the same claims is of the other issuer, and stands beside the first.
  await serveIssuers([{ ...own, issuer: gitlab.url }]);
  const other = await federation.addRule();
  await federation.accessToken(await githubToken(gitlab), { trust_rule: other });

  await serveIssuers([own]);
  expect(await isOpen()).toBe(200);
  expect((await shown()).issuerState).toBe("current");
  await federation.accessToken(await githubToken(github), { trust_rule: ruleId });
  expect((await federation.exchange(await githubToken(github), { trust_rule: other })).status).toBe(401);
});
