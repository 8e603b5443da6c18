import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { exchangedTokenSchema, subjectTokenTypes, tokenExchangeGrant } from "#domain/contracts/oauth-token.ts";
import { trustRuleViewSchema } from "#domain/contracts/trust-rule.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";
import { draftOf, openApiWorld, type ApiWorld } from "#tests/api/api-world.ts";
import { WorldThings } from "#tests/api/world-things.ts";
import { goodDrafts } from "#tests/factories/trust-rules.ts";

let world: ApiWorld;
let things: WorldThings;
let account: string;
/** An access token with every scope, of a job by a rule for one template in `dev`. */
let token: string;

beforeAll(async () => {
  world = await openApiWorld();
  things = new WorldThings(world);
  account = await things.account("payments");
  const { issuer, claims } = goodDrafts.github;
  const scopes = [...serviceAccountScopes];
  const body = {
    serviceAccount: account,
    issuer,
    claims,
    environments: ["dev"],
    templates: ["postgres-small"],
    scopes,
  };
  const made = await world.call("POST /api/v1/trust-rules", { as: "lee", body });
  const fields = {
    grant_type: tokenExchangeGrant,
    subject_token: await things.workloadToken(),
    subject_token_type: subjectTokenTypes[0],
    trust_rule: trustRuleViewSchema.parse(await made.json()).id,
  };
  const exchanged = await world.call("POST /api/v1/oauth/token", {
    rawBody: new URLSearchParams(fields).toString(),
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  token = exchangedTokenSchema.parse(await exchanged.json()).access_token;
});
afterAll(() => world.ledger.end());

/** Every call of a workload about one resource, its grant and a lease of it by the workload's own account. */
async function callsAbout(change: Record<string, unknown>) {
  const id = await things.resource("payments", change);
  const [requested] = await world.rows<{ id: string }>("SELECT request_id AS id FROM resources WHERE id = $1", id);
  const grant = await things.grant("payments", { resource_id: id });
  const lease = await things.lease("payments", account, id);
  const { publicKey } = await createClaimKey();
  return [
    [`GET /api/v1/requests/${requested?.id}`, undefined],
    [`GET /api/v1/resources/${id}`, undefined],
    [`GET /api/v1/grants/${grant}`, undefined],
    [`GET /api/v1/resources/${id}/leases`, undefined],
    [`GET /api/v1/leases/${lease}`, undefined],
    [`POST /api/v1/leases/${lease}/release`, {}],
    [`POST /api/v1/resources/${id}/leases`, { publicKey, ttlSeconds: 300 }],
    [`POST /api/v1/resources/${id}/extend`, {}],
    [`POST /api/v1/resources/${id}/release`, {}],
  ] as const;
}

describe("a workload whose rule is for one template in one environment", () => {
  test("may not ask for another template, or elsewhere", async () => {
    const ask = async (change: object) => {
      const body = draftOf("payments", { name: things.name("payments"), onBehalfOf: "dana@latchkey.test", ...change });
      return (await world.call("POST /api/v1/requests", { token, body })).status;
    };
    expect(await ask({})).toBe(201);
    expect(await ask({ template: "redis-small" })).toBe(403);
    expect(await ask({ environment: "staging" })).toBe(403);
  });

  test("sees what its team has within the rule", async () => {
    const reads = (await callsAbout({})).filter(([target]) => target.startsWith("GET"));
    for (const [target] of reads) expect([target, (await world.call(target, { token })).status]).toEqual([target, 200]);
  });

  test.for([
    ["of another template", { template_id: "redis-small" }],
    ["in another environment", { environment: "staging" }],
  ] as const)("knows of no request, resource, grant or lease %s, by reading or by writing", async ([, change]) => {
    const before = await world.rows("SELECT count(*) FROM leases");
    const calls = await callsAbout(change);
    for (const [target, body] of calls) {
      expect([target, (await world.call(target, { token, body })).status]).toEqual([target, 404]);
    }
    for (const [target] of calls.filter(([one]) => one.startsWith("GET"))) {
      expect([target, (await world.call(target, { as: "dana" })).status]).toEqual([target, 200]);
    }
    expect(await world.rows("SELECT count(*) - 1 AS count FROM leases")).toEqual(before);
  });
});
