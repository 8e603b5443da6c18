import { expect, test } from "vitest";
import { matrixView } from "#domain/guardrails/matrix-view.ts";
import {
  sampleCatalog,
  sampleCell,
  sampleEnvironment,
  sampleMatrix,
  sampleTier,
} from "#tests/factories/sample-catalog.ts";
import { decide, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const stage = { groups: ["platform", "security"], quorum: 1, deadlineHours: 72 };

const matrix = sampleMatrix({
  cells: {
    dev: {
      public: sampleCell(),
      internal: sampleCell({ lifetimeHoursMax: 24, regions: ["local"] }),
      confidential: sampleCell({ outcome: "needs_approval", approval: [stage] }),
      restricted: sampleCell(),
    },
    staging: { internal: sampleCell({ lifetimeHoursMax: 9000 }) },
  },
});
const catalog = sampleCatalog({
  matrices: new Map([[matrix.id, matrix]]),
  environments: new Map([
    ["dev", sampleEnvironment("dev")],
    ["staging", sampleEnvironment("staging", { approval: [stage] })],
  ]),
  tiers: new Map([
    ...sampleCatalog().tiers,
    ["confidential", sampleTier("confidential", { mayApprove: ["security"] })],
  ]),
});

test("a matrix shows what is got in every place, and an empty cell as denied", () => {
  const [dev, staging] = matrixView(matrix, catalog).rows;
  expect(dev?.cells.map(({ gets }) => gets && [gets.outcome, gets.lifetimeHoursMax, gets.regions])).toEqual([
    ["auto", 720, null],
    ["auto", 24, ["local"]],
    ["needs_approval", 720, null],
    // The environment does not take it, whatever the cell says.
    null,
  ]);
  expect(dev?.cells[2]?.gets?.approval).toEqual([{ ...stage, groups: ["security"] }]);
  expect(staging?.cells.map(({ gets }) => gets && [gets.outcome, gets.lifetimeHoursMax])).toEqual([
    null,
    ["needs_approval", 720],
    null,
    null,
  ]);
});

test("what is shown is what is decided", () => {
  for (const { environment, cells } of matrixView(matrix, catalog).rows) {
    for (const { classification, gets } of cells) {
      const body = sampleBody({ environment: environment.id, classification, lifetimeHours: 1 });
      const { outcome, effective } = decide(body, sampleSurroundings({ catalog }));
      expect(outcome, `${classification} in ${environment.id}`).toBe(gets?.outcome ?? "deny");
      if (gets === null) continue;
      expect(effective.lifetimeHoursMax).toBe(gets.lifetimeHoursMax);
      expect(effective.deliveries).toEqual(gets.deliveries);
      expect(effective.approvalPlan).toEqual(gets.approval);
    }
  }
});
