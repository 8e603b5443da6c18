import { describe, expect, test } from "vitest";
import { handlingOfPlace } from "#domain/guardrails/handling-of-place.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { samplePack, samplePolicy } from "#tests/factories/sample-pack.ts";

const place = { team: "payments", environment: "production", template: "postgres-small", classification: "restricted" };
const nothing = { sealing: "standard", revealMaxAgeSeconds: null, attributes: [] };
const usPerson = { attributes: ["us_person" as const] };

function under(when: string, attachment: Partial<Record<"teams" | "templates" | "environments", string[]>>) {
  const pack = samplePack([samplePolicy({ when, effect: { kind: "require", require: usPerson } })]);
  return sampleCatalog({
    packs: new Map([[pack.id, pack]]),
    attachments: [{ pack: pack.id, teams: [], templates: [], environments: [], ...attachment }],
  });
}

describe("handlingOfPlace", () => {
  test("demands nothing where no pack is attached and no rule says anything", () => {
    expect(handlingOfPlace(sampleCatalog(), place)).toEqual(nothing);
    expect(handlingOfPlace(under("true", { teams: ["search"] }), place)).toEqual(nothing);
  });

  test.each([{ teams: ["payments"] }, { templates: ["postgres-small"] }, { environments: ["production"] }])(
    "demands what a pack says that is attached by %o",
    (attachment) => {
      expect(handlingOfPlace(under("true", attachment), place).attributes).toEqual(["us_person"]);
    },
  );

  test.each([
    ["request.classificationRank >= 3", true],
    ["request.classificationRank < 3", false],
    ["environment.asksHuman && template.resourceType == 'postgres-database'", true],
    ["request.team == 'search'", false],
    // What the place does not say counts as holding, unless it cannot matter.
    ["request.lifetimeHours > 24", true],
    ["has(request.size) && request.size == 'none'", true],
    ["requester.kind == 'service_account'", true],
    ["!requester.usPerson && request.classificationRank < 3", false],
    ["request.lifetimeHours > 24 && request.environment == 'dev'", false],
  ])("takes %s as %s", (when, holds) => {
    const { attributes } = handlingOfPlace(under(when, { teams: ["payments"] }), place);
    expect(attributes).toEqual(holds ? ["us_person"] : []);
  });

  test("leaves out what turns on more than the place, for those who keep to a decision besides", () => {
    const demanded = (when: string) => handlingOfPlace(under(when, { teams: ["payments"] }), place, false).attributes;
    expect([demanded("true"), demanded("request.lifetimeHours > 24")]).toEqual([["us_person"], []]);
  });

  test("takes a class, an environment and a template that nobody knows as the worst", () => {
    const unknown = { ...place, environment: "gone", template: "gone", classification: "gone" };
    for (const when of ["request.classificationRank < 1", "environment.rank == 0", "template.resourceType == 'x'"]) {
      expect(handlingOfPlace(under(when, { teams: ["payments"] }), unknown).attributes).toEqual(["us_person"]);
    }
  });

  test("meets in the tightest of all rules, the platform team's own among them; one in shadow mode demands nothing", () => {
    const ruleThat = (id: string, demand: object, mode: "enforce" | "shadow" = "enforce") =>
      samplePolicy({ id, mode, effect: { kind: "require", require: demand } });
    const policies = [
      ruleThat("a", { revealMaxAgeMinutes: 30 }),
      ruleThat("b", { revealMaxAgeMinutes: 10, sealing: "strict" }),
      ruleThat("c", { revealMaxAgeMinutes: 1, ...usPerson }, "shadow"),
    ];
    const catalog = sampleCatalog({ policies: new Map(policies.map((policy) => [policy.id, policy])) });
    expect(handlingOfPlace(catalog, place)).toEqual({ sealing: "strict", revealMaxAgeSeconds: 600, attributes: [] });
  });
});
