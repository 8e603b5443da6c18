import { randomUUID } from "node:crypto";
import pino from "pino";
import { beforeAll, describe, expect, test } from "vitest";
import { testedTokenSchema } from "#domain/contracts/trust-rule-test.ts";
import { getWebContext } from "#server/context.ts";
import { TrustRuleApi } from "#tests/api/trust-rule-api.ts";
import { goodDrafts, sampleTokens } from "#tests/factories/trust-rules.ts";

let at: TrustRuleApi;
beforeAll(async () => {
  at = await TrustRuleApi.start();
});

const testToken = async (as: string, body: unknown) => {
  const { status, document } = await at.call(as, "POST /api/v1/trust-rules/test", body);
  expect([status, document]).toEqual([200, expect.anything()]);
  return testedTokenSchema.parse(document);
};

describe("the tester", () => {
  test("tells which rules a token meets, how it differs from the nearest, and what they leave free", async () => {
    const account = await at.newAccount();
    const claims = { ...goodDrafts.github.claims, repository_id: "70001" };
    const met = await at.newRule(account, { claims });
    const near = await at.newRule(account, { claims: { ...claims, environment: "staging" } });
    const hidden = await at.newRule(await at.newAccount("search", "priya"), { claims }, "priya");
    const token = await at.runToken({ repository_id: "70001" });
    const tested = await testToken("dana", { token });
    expect(tested.issuer).toEqual({ name: "github", kind: "github" });
    expect(tested.verification).toMatchObject({ state: "valid" });
    expect(tested.met.map(({ rule }) => rule.id)).toEqual([met.id]);
    expect(tested.near[0]).toEqual({
      rule: near,
      refusal: null,
      differs: [{ name: "environment", wanted: "staging", given: "production" }],
    });
    const free = Object.fromEntries((tested.met[0]?.free ?? []).map(({ name, why }) => [name, why]));
    expect(free).toMatchObject({
      actor_id: expect.stringContaining("Whoever"),
      ref: expect.stringContaining("any branch"),
      runner_environment: expect.stringContaining("self-hosted"),
    });
    expect(free).not.toHaveProperty("environment");
    expect(tested.subject).toMatch(/acme\/orders, environment production.+repository_id 9001/);
    expect(JSON.stringify(tested)).not.toContain(hidden.id);
    expect((await testToken("priya", { token })).met.map(({ rule }) => rule.id)).toEqual([hidden.id, met.id]);
    await at.call("lee", `POST /api/v1/trust-rules/${met.id}/revoke`, {});
    expect((await testToken("dana", { token })).met).toEqual([]);
  });

  test("proposes a rule that can be saved as it is, which the same token then meets", async () => {
    const serviceAccount = await at.newAccount();
    for (const change of [
      { repository_id: "71001" },
      { repository_id: "71002", environment: undefined },
      { repository_id: "71003", environment: "review", event_name: "pull_request" },
    ]) {
      const token = await at.runToken(change);
      const { proposal, obstacles } = await testToken("lee", { token });
      expect(obstacles).toEqual([]);
      const { status } = await at.call("lee", "POST /api/v1/trust-rules", { ...proposal, serviceAccount });
      expect(status).toBe(201);
      expect((await testToken("lee", { token })).met).toHaveLength(1);
    }
    const { proposal } = await testToken("lee", { token: await at.runToken({ environment: undefined }) });
    expect(proposal).toMatchObject({
      environments: ["dev"],
      claims: { ref: "refs/heads/main", ref_protected: "true", repository_id: "9001", repository_owner_id: "4001" },
    });
  });

  test("says what to change where no rule could be saved", async () => {
    const unprotected = await testToken("lee", {
      token: await at.runToken({ environment: undefined, ref: "refs/heads/mine", ref_protected: "false" }),
    });
    expect(unprotected.proposal).toBeNull();
    expect(unprotected.obstacles).toContainEqual({
      claim: "ref_protected",
      message: expect.stringContaining("protected"),
    });
    const outside = await testToken("lee", { token: await at.runToken({ event_name: "pull_request_target" }) });
    expect(outside.proposal).toBeNull();
    expect(outside.obstacles[0]).toEqual({ claim: "event_name", message: expect.stringContaining("Outsiders") });
  });

  test("says whether a token would be taken unless it was exchanged already, and does not use it up", async () => {
    const sees = async (token: string) => (await testToken("lee", { token })).verification;
    const token = await at.runToken();
    for (const _ of [1, 2, 3])
      expect(await sees(token)).toMatchObject({
        state: "valid",
        message: expect.stringContaining("unless it was exchanged already"),
      });
    expect(await at.ledger("SELECT 1 FROM seen_tokens")).toEqual([]);
    for (const [wrong, why] of [
      [await at.runToken({ aud: "https://github.com/acme" }), /claim aud/],
      [await at.runToken({ aud: [at.api.publicUrl, "https://other.test"] }), /somebody else/],
      [await at.runToken({}, { ago: 3_600 }), /time is over|too old/],
      [`${token.slice(0, -8)}AAAAAAAA`, /signature/],
      [await at.runToken({ iss: "https://token.actions.githubusercontent.com.evil.test" }), /issuer/],
    ] as const) {
      expect(await sees(wrong)).toMatchObject({ state: "refused", message: expect.stringMatching(why) });
    }
    const stranger = await testToken("lee", { token: await at.runToken({ iss: "https://evil.test" }) });
    expect(stranger).toMatchObject({ issuer: null, claims: [], met: [], near: [], proposal: null });
  });

  test("answers claims that are made to hold it up, and proposes nothing that its own answer could not hold", async () => {
    const ids = { repository_id: "9001", repository_owner_id: "4001", ref_protected: "false" };
    for (const part of ["(|", "{1", "//", "a/"]) {
      const hostile = part.repeat(28_000);
      const claims = { ...sampleTokens.github, ...ids, environment: hostile };
      const tested = await testToken("lee", { claims, issuer: "github" });
      expect(tested.proposal).toBeNull();
      expect(tested.obstacles[0]).toEqual({
        claim: "environment",
        message: expect.stringContaining("more than 500 characters"),
      });
      const uri = { ...sampleTokens.gitlab, ci_config_ref_uri: `${hostile}@refs/heads/main` };
      expect((await testToken("lee", { claims: uri, issuer: "gitlab" })).issuer?.kind).toBe("gitlab");
      // Nobody signed it, and it is as long as a token may be.
      const payload = { ...sampleTokens.github, iss: at.github.url, ...ids, environment: part.repeat(5_000) };
      const token = `e30.${Buffer.from(JSON.stringify(payload)).toString("base64url")}.x`;
      expect(token.length).toBeGreaterThan(14_000);
      const forged = await testToken("lee", { token });
      expect([forged.verification.state, forged.proposal]).toEqual(["refused", null]);
    }
    const longest = { ...sampleTokens.oidc, tenant_uid: "x".repeat(500) };
    expect((await testToken("lee", { claims: longest })).proposal?.claims.tenant_uid).toHaveLength(500);
    const longer = { ...longest, tenant_uid: "x".repeat(501) };
    expect((await testToken("lee", { claims: longer })).proposal).toBeNull();
  });

  test("takes claims in place of a token, and believes none of them", async () => {
    const claims = { ...sampleTokens.oidc, __note: "x", nested: { deep: "y" } };
    const tested = await testToken("lee", { claims, issuer: "oidc" });
    expect(tested).toMatchObject({
      verification: { state: "not_checked" },
      proposal: { issuer: "oidc", claims: { sub: "build", tenant_uid: "t-81" } },
    });
    expect(tested.claims.map(({ name }) => name)).toEqual(["sub", "tenant_uid", "azp"]);
    expect((await testToken("lee", { claims })).issuer).toEqual({ name: "oidc", kind: "oidc" });
    // A token is of the issuer that it names, whatever the caller says.
    const token = await at.runToken();
    expect((await testToken("lee", { token, issuer: "oidc" })).issuer).toEqual({ name: "github", kind: "github" });
  });

  test.for([
    [{}, ""],
    [{ token: "x", claims: {} }, ""],
    [{ token: "not a token" }, "/token"],
    [{ token: "a.b.c" }, "/token"],
    [{ token: "a".repeat(16_385) }, "/token"],
    [{ token: 7 }, "/token"],
    [{ claims: [] }, "/claims"],
    [{ claims: {}, issuer: "nobody" }, "/issuer"],
    [{ token: "x", keep: true }, "/keep"],
  ] as const)("refuses %o with the place", async ([body, path]) => {
    const { code, problem } = await at.call("lee", "POST /api/v1/trust-rules/test", body);
    expect([code, problem?.errors?.[0]?.path]).toEqual(["invalid_input", path]);
  });

  test("stores, logs, audits and gives back nothing of the token, whether it is right or broken", async () => {
    const { log } = await getWebContext();
    const lines: string[] = [];
    const silenced = { level: log.level, stream: Reflect.get(log, pino.symbols.streamSym) as unknown };
    log.level = "trace";
    Reflect.set(log, pino.symbols.streamSym, { write: (line: string) => lines.push(line) });
    const canary = `canary${randomUUID().replaceAll("-", "")}`;
    const token = await at.runToken({ note: canary, email: canary, jti: canary, [canary]: "x" });
    const [, payload = "", signature = ""] = token.split(".");
    const sent = [token, `${token.slice(0, -8)}AAAAAAAA`, `${canary}.${payload}`, `${canary}.${canary}.${canary}`];
    const answers: string[] = [];
    for (const one of sent) {
      const { document } = await at.call("lee", "POST /api/v1/trust-rules/test", { token: one });
      answers.push(JSON.stringify(document));
    }
    at.github.isDown = true;
    answers.push(JSON.stringify((await at.call("lee", "POST /api/v1/trust-rules/test", { token })).document));
    at.github.isDown = false;
    log.error("the log is listened to");
    log.level = silenced.level;
    Reflect.set(log, pino.symbols.streamSym, silenced.stream);
    const tables = await at.ledger<{ name: string }>(
      "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public'",
    );
    const rows = await Promise.all(tables.map(({ name }) => at.ledger(`SELECT t::text AS row FROM public.${name} t`)));
    const dump = JSON.stringify(rows);
    expect(lines.join("")).toContain("the log is listened to");
    expect(dump).toContain("service_account.created");
    for (const secret of [canary, signature, payload.slice(0, 60), payload.slice(-60)]) {
      for (const place of [...answers, ...lines, dump]) expect(place).not.toContain(secret);
    }
  });
});
