import { describe, expect, test } from "vitest";
import {
  sampleCatalog,
  sampleCell,
  sampleEnvironment,
  sampleMatrix,
  sampleTier,
} from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const stage = { groups: ["platform"], quorum: 1, deadlineHours: 72 };

describe("the rules that limits are of", () => {
  test("name the matrix where its cell is the tightest, and not the summary of the caps beside it", () => {
    const { effective } = decide(sampleBody({ classification: "confidential" }));
    expect([effective.lifetimeHoursMax, effective.setBy?.lifetimeHoursMax]).toEqual([100, ["matrix.cell"]]);
  });

  test("name the cap where nothing else says as little", () => {
    expect(decide(sampleBody()).effective.setBy?.lifetimeHoursMax).toEqual(["lifetime.cap"]);
  });

  test("name everyone who asks for approval, by rank", () => {
    const catalog = sampleCatalog({
      matrices: new Map([
        [
          "sample",
          sampleMatrix({ cells: { dev: { internal: sampleCell({ outcome: "needs_approval", approval: [stage] }) } } }),
        ],
      ]),
      environments: new Map([["dev", sampleEnvironment("dev", { approval: [stage] })]]),
    });
    const { effective } = decide(sampleBody(), sampleSurroundings({ catalog }));
    expect(effective.setBy?.approvalPlan).toEqual(["approval.environment", "matrix.cell"]);
  });

  test("name the handling table for how data is handled, and the template where it keeps frozen data shorter", () => {
    const { effective } = decide(sampleBody());
    expect(effective.setBy).toMatchObject({
      sealing: ["classification.handling"],
      shownSeconds: ["classification.handling"],
    });
    expect([effective.handling?.restoreHoursMax, effective.setBy?.restoreHoursMax]).toEqual([
      168,
      ["template.offered"],
    ]);
    const catalog = sampleCatalog({ tiers: new Map([["internal", sampleTier("internal", { restoreHoursMax: 24 })]]) });
    const tighter = decide(sampleBody(), sampleSurroundings({ catalog })).effective;
    expect([tighter.handling?.restoreHoursMax, tighter.setBy?.restoreHoursMax]).toEqual([
      24,
      ["classification.handling"],
    ]);
  });
});
