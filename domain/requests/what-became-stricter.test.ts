import { describe, expect, test } from "vitest";
import { whatBecameStricter } from "#domain/requests/what-became-stricter.ts";
import { sampleCatalog, sampleCell, sampleEnvironment, sampleMatrix } from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const stage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };
const body = sampleBody({ environment: "production", lifetimeHours: 500 });
const earlier = decide(body);

describe("whatBecameStricter", () => {
  test("names the rule of a shorter lifetime in its own words, with the old limit and the new", () => {
    const environments = new Map([
      ["production", sampleEnvironment("production", { lifetimeHoursMax: 400, approval: [stage] })],
    ]);
    const today = decide(body, sampleSurroundings({ catalog: sampleCatalog({ environments }) }));
    const { rules, changes } = whatBecameStricter(today, earlier);
    expect(changes).toContainEqual({
      limit: "Lifetime",
      from: "at most 8,760 h (365 days)",
      to: "at most 400 h",
      rules: ["lifetime.cap"],
    });
    expect(rules.map(({ rule }) => rule)).toContain("lifetime.cap");
    expect(rules.find(({ rule }) => rule === "lifetime.cap")?.message).toMatch(/^[A-Z].+\.$/);
  });

  test("names the cell that asks somebody else as well, and no rule that said the same before", () => {
    const asks = sampleCell({ outcome: "needs_approval", approval: [{ ...stage, groups: ["security"], quorum: 2 }] });
    const cells = { production: { internal: asks } };
    const today = decide(
      body,
      sampleSurroundings({ catalog: sampleCatalog({ matrices: new Map([["sample", sampleMatrix({ cells })]]) }) }),
    );
    const { rules, changes } = whatBecameStricter(today, earlier);
    expect(changes.map(({ limit }) => limit)).toEqual(["Approval"]);
    expect(changes[0]?.from).toBe("1 of platform within 72 h (3 days)");
    expect(changes[0]?.to).toContain("2 of security within 72 h (3 days)");
    expect(rules.map(({ rule }) => rule)).toContain("matrix.cell");
    const same = earlier.trace.filter(({ result }) => result === "pass").map(({ rule }) => rule);
    expect(rules.filter(({ rule }) => same.includes(rule) && rule !== "matrix.cell")).toEqual([]);
  });

  test("says nothing changed where nothing did", () => {
    expect(whatBecameStricter(earlier, earlier).changes).toEqual([]);
  });
});
