import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import { loadCatalog } from "#server/catalog/load-catalog.ts";
import { decide, emptyLedger, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const catalog = await loadCatalog(join(import.meta.dirname, "../../catalog"));
const templates = [...catalog.templates.values()];

/** What a template without a default for it must be told. */
function requiredOf(template: string): Record<string, unknown> {
  const told: Record<string, unknown> = { dnsNames: ["orders.payments.example.test"], csr: "a certificate request" };
  const { required = [] } = catalog.templates.get(template)?.parameters ?? {};
  return Object.fromEntries(required.map((name) => [name, told[name]]));
}

describe("the shipped catalog", () => {
  test("lists postgres-small first of the Postgres templates", () => {
    const postgres = templates.filter((template) => template.resourceType === "postgres-database");
    expect(postgres.map((template) => template.id)).toEqual(["postgres-small", "postgres-large", "postgres-readonly"]);
  });

  test("gives postgres-large more connections at every size than postgres-small at its largest", () => {
    const [small = [], large = []] = templates.map((template) =>
      template.sizes.map((size) => Number(size.spec.connectionLimit)),
    );
    expect(Math.min(...large)).toBeGreaterThan(Math.max(...small));
  });

  test.each(templates.map((template) => [template.id, template.resourceType]))(
    "grants %s in dev for internal data by its own defaults, on the first back end for %s",
    (template, type) => {
      const backend = [...catalog.backends.values()].find((candidate) => candidate.type === type);
      const decision = decide(
        sampleBody({ template, parameters: requiredOf(template) }),
        sampleSurroundings({ catalog }),
      );
      expect(decision).toMatchObject({
        outcome: "auto",
        effective: { backend: backend?.name, approvalPlan: [] },
      });
      expect(decision.effective.lifetimeHours).toBe(catalog.templates.get(template)?.lifetimeHours.default);
    },
  );

  test.each(templates.map((template) => template.id))(
    "asks one of the platform team for %s in production",
    (template) => {
      const body = sampleBody({ template, environment: "production", parameters: requiredOf(template) });
      const decision = decide(body, sampleSurroundings({ catalog }));
      expect(decision.outcome).toBe("needs_approval");
      expect(decision.effective.approvalPlan).toEqual([{ groups: ["platform"], quorum: 1, deadlineHours: 72 }]);
    },
  );

  test.each([
    ["dev", "deny", "deny"],
    ["staging", "deny", "deny"],
    ["production", "deny", "needs_approval"],
  ])("takes restricted data in %s: without a device %s, with one %s", (environment, without, withOne) => {
    const body = sampleBody({ environment, classification: "restricted" });
    const outcome = (recipientDevices: number) =>
      decide(body, sampleSurroundings({ catalog, state: { ...emptyLedger, recipientDevices } })).outcome;
    expect([outcome(0), outcome(1)]).toEqual([without, withOne]);
  });

  test("lets a team hold 100 of a template in an environment", () => {
    const outcome = (holdingCount: number) =>
      decide(sampleBody(), sampleSurroundings({ catalog, state: { ...emptyLedger, holdingCount } })).outcome;
    expect([outcome(99), outcome(100)]).toEqual(["auto", "deny"]);
  });

  test.each<[string, Partial<RequesterFacts>, string]>([
    ["a member of the team", { teams: ["payments"] }, "auto"],
    ["somebody of another team", { teams: ["search"] }, "deny"],
    ["the platform role", { teams: ["platform"], platformRoles: ["platform"] }, "auto"],
    ["an admin of no team", { teams: [], platformRoles: ["admin"] }, "deny"],
  ])("answers %s asking for payments", (_, facts, outcome) => {
    const around = sampleSurroundings();
    const requester = { ...around.requester, ...facts };
    expect(decide(sampleBody(), { ...around, catalog, requester }).outcome).toBe(outcome);
  });
});
