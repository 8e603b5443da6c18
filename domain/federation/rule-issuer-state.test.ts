import { expect, test } from "vitest";
import { explainRuleIssuer, ruleIssuerState, ruleIssuerStates } from "#domain/federation/rule-issuer-state.ts";

const rule = { issuer: "github", issuerUrl: "https://one.test", issuerKind: "github" };
const catalog = (issuer: string, kind: "github" | "oidc" = "github") => new Map([["github", { issuer, kind }]]);

test.for([
  ["the same", rule, catalog("https://one.test"), "current"],
  ["another address", rule, catalog("https://two.test"), "other"],
  ["the address with a slash", rule, catalog("https://one.test/"), "other"],
  ["another kind", rule, catalog("https://one.test", "oidc"), "other"],
  ["another name for it", { ...rule, issuer: "main" }, catalog("https://one.test"), "gone"],
  ["none at all", rule, new Map(), "gone"],
  ["a rule of before", { ...rule, issuerUrl: null, issuerKind: null }, catalog("https://one.test"), "unknown"],
] as const)("a rule's issuer is the one it was made for by name, address and kind: %s", ([, of, issuers, state]) => {
  expect(ruleIssuerState(of, issuers)).toBe(state);
});

test("says of every other one that it lets nobody in", () => {
  for (const state of ruleIssuerStates) {
    const sentence = explainRuleIssuer(state);
    if (state === "current") expect(sentence).toBeNull();
    else expect(sentence).toMatch(/lets nobody in/);
  }
});
