import { describe, expect, test } from "vitest";
import type { PolicyEffect } from "#domain/catalog/policy.ts";
import { destroyRule } from "#domain/guardrails/destroy-verdict.ts";
import { builtInRules, closingRules, extendingRules } from "#domain/guardrails/rule-set.ts";
import { aboutBuiltIn } from "#domain/guardrails/about-built-in.ts";
import { rulesView } from "#domain/policies/rules-view.ts";
import { spellEffect } from "#domain/policies/spell-effect.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { samplePolicy } from "#tests/factories/sample-pack.ts";

describe("rulesView", () => {
  test("has a sentence about every built-in rule, and about none besides", () => {
    const ids = [...builtInRules, ...closingRules, ...extendingRules, destroyRule].map(({ id }) => id);
    expect(Object.keys(aboutBuiltIn).toSorted()).toEqual(ids.toSorted());
    for (const { about } of rulesView(sampleCatalog()).builtIn) expect(about).toMatch(/^[A-Z].+\.$/);
  });

  test("shows own rules in any mode, and a pack's with the places it is attached to", () => {
    const packed = samplePolicy({ id: "sox.one", pack: "sox" });
    const view = rulesView(
      sampleCatalog({
        policies: new Map([["own", samplePolicy({ id: "own", mode: "shadow", when: "usage.holding > 2" })]]),
        packs: new Map(
          ["sox", "itar"].map((id) => [
            id,
            {
              id,
              title: id,
              version: "1.0.0",
              summary: "",
              maintainers: ["security"],
              rules: [packed],
              controls: [],
              sessionIdleMinutes: null,
              breakGlassPersons: null,
            },
          ]),
        ),
        attachments: [
          { pack: "sox", teams: ["payments"], templates: [], environments: [] },
          { pack: "sox", teams: ["payments"], templates: [], environments: ["production"] },
        ],
      }),
    );
    expect(view.own).toMatchObject([
      { id: "own", mode: "shadow", condition: "usage.holding > 2", effect: "denies the request." },
    ]);
    expect(view.packs.map(({ id, attachedTo }) => [id, attachedTo])).toEqual([
      ["sox", { teams: ["payments"], templates: [], environments: ["production"] }],
      ["itar", { teams: [], templates: [], environments: [] }],
    ]);
  });
});

describe("spellEffect", () => {
  const stages = [{ groups: ["security"], quorum: 1, deadlineHours: 72 }];
  test.each<[PolicyEffect, string]>([
    [{ kind: "warn" }, "warns, and changes nothing else."],
    [{ kind: "approval", stages }, "asks for approval: 1 of security within 72 h (3 days)."],
    [
      {
        kind: "cap",
        cap: { lifetimeHours: 48, monthlyCost: 100, deliveries: ["reveal"], regions: ["eu", "us"], size: "small" },
      },
      "caps the lifetime at 48 h (2 days), the monthly cost at 100, the delivery to reveal, the region to eu or us and the size at small; more is denied.",
    ],
    [
      { kind: "require", require: { sealing: "strict", revealMaxAgeMinutes: 5, retentionDays: 2555, rotationDays: 1 } },
      "demands that the credential is sealed to a device of the recipient, a sign-in of at most 5 minutes ago to reveal, that the record is kept for 2,555 days and a rotation every 1 day.",
    ],
    [
      { kind: "require", require: { attributes: ["us_person"], distinctFrom: ["maintainer"] } },
      "demands U.S. persons as requester, approvers and recipient and that no maintainer of the template approves.",
    ],
  ])("says %j", (effect, words) => expect(spellEffect(effect)).toBe(words));
});
