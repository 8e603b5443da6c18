import { describe, expect, test } from "vitest";
import { bindingEntry } from "#domain/guardrails/binding-entry.ts";
import { sampleCatalog, sampleTemplate } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";
import { samplePack, samplePolicy } from "#tests/factories/sample-pack.ts";

/** Production asks the platform; the pack bars whoever maintains the template. */
function decideWith(maintainers: string[], groups: readonly string[] = ["platform"]) {
  const template = sampleTemplate({ maintainers });
  const rules = [
    samplePolicy({ id: "p.a", effect: { kind: "require", require: { distinctFrom: ["maintainer"] } } }),
    samplePolicy({
      id: "p.b",
      effect: { kind: "approval", stages: [{ groups: [...groups], quorum: 1, deadlineHours: 72 }] },
    }),
  ];
  const pack = samplePack(rules);
  const catalog = sampleCatalog({
    templates: new Map([[template.id, template]]),
    packs: new Map([[pack.id, pack]]),
    attachments: [{ pack: pack.id, teams: [], templates: [], environments: ["production"] }],
  });
  return decide(sampleBody({ environment: "production" }), sampleSurroundings({ catalog }));
}

describe("a plan that bars the template's maintainers", () => {
  test("is refused at once where a stage asks nobody else, and says what would cure it", () => {
    const decision = decideWith(["platform"]);
    expect(decision.outcome).toBe("deny");
    expect(bindingEntry(decision)).toMatchObject({
      rule: "approval.separation",
      message:
        "No maintainer of the template may approve here, and all of platform maintain Postgres, small. Name the people who maintain it in its file, or let another group approve.",
    });
  });

  test.each([["platform"], ["group:platform"]])("knows the group as %s", (maintainer) => {
    expect(decideWith([maintainer]).outcome).toBe("deny");
  });

  test("is refused also where only one stage of several asks nobody else", () => {
    expect(decideWith(["platform"], ["security"]).outcome).toBe("deny");
    expect(decideWith(["security"], ["security"]).outcome).toBe("deny");
  });

  test("goes to a human where people are named, or another group", () => {
    for (const maintainers of [["omar@latchkey.test"], ["group:db-owners"]]) {
      const { outcome, effective } = decideWith(maintainers);
      expect([outcome, effective.approvalPlan.map(({ distinctFrom }) => distinctFrom)]).toEqual([
        "needs_approval",
        [["maintainer"]],
      ]);
    }
  });
});
