import { describe, expect, test } from "vitest";
import type { Quota } from "#domain/catalog/quota.ts";
import { sampleCatalog } from "#tests/factories/sample-catalog.ts";
import { decide, emptyLedger, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const stage = { groups: ["team-leads"], quorum: 1, deadlineHours: 24 };
const quota: Quota = {
  id: "few",
  scope: { team: "payments", environment: null, template: null },
  measure: "count",
  limit: 2,
  raise: { limit: 4, approval: [stage] },
};

function decideWith(held: number, quotas: readonly Quota[] = [quota]) {
  const catalog = sampleCatalog({ quotas });
  return decide(sampleBody(), sampleSurroundings({ catalog, state: { ...emptyLedger, held: { few: held } } }));
}

const entryOf = (decision: ReturnType<typeof decideWith>) =>
  decision.trace.find(({ rule }) => rule === "quota.allowance");

describe("quota.allowance", () => {
  test("grants within the limit", () => {
    const decision = decideWith(1);
    expect([decision.outcome, entryOf(decision)?.message]).toEqual(["auto", "Within few."]);
  });

  test.each([2, 3])("asks who may raise it for what goes beyond the limit, with %i held of 2", (held) => {
    const decision = decideWith(held);
    expect([decision.outcome, decision.effective.approvalPlan]).toEqual(["needs_approval", [stage]]);
    expect(entryOf(decision)?.message).toContain(`The quota few allows 2: ${held} held, 1 asked for.`);
    expect(decision.effective.allowances).toMatchObject([{ limit: 4, raisedFrom: 2, held, asks: 1 }]);
  });

  test("denies beyond what may be raised, and beyond the limit where nobody may raise it", () => {
    const { raise: _, ...fixed } = quota;
    expect([decideWith(4).outcome, decideWith(2, [fixed]).outcome]).toEqual(["deny", "deny"]);
    expect(entryOf(decideWith(4))).toMatchObject({ result: "deny", message: expect.stringContaining("few allows 2") });
  });
});
