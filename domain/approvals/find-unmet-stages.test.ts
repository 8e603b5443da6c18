import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findUnmetStages } from "#domain/approvals/find-unmet-stages.ts";

const plan = (...quorums: number[]) => quorums.map((quorum) => ({ groups: ["platform"], quorum, deadlineHours: 1 }));

describe("findUnmetStages", () => {
  test("finds a stage with fewer people than its quorum", () => {
    expect(findUnmetStages(plan(1, 2), [["priya"], ["sam"]])).toEqual({ stages: [1], asked: 2, known: 1 });
    expect(findUnmetStages(plan(1), [])).toEqual({ stages: [0], asked: 1, known: 0 });
  });

  test("counts a person who is named twice once", () => {
    expect(findUnmetStages(plan(2), [["priya", "priya"]])).toEqual({ stages: [0], asked: 2, known: 1 });
  });

  test("finds stages that have too few people together, as nobody decides on two", () => {
    const eligible = [["priya"], ["omar", "sam", "kim"], ["priya"]];
    expect(findUnmetStages(plan(1, 1, 1), eligible)).toEqual({ stages: [0, 2], asked: 2, known: 1 });
  });

  test("finds none where somebody else can stand in", () => {
    expect(findUnmetStages(plan(1, 1), [["priya", "omar"], ["priya"]])).toBeNull();
    expect(findUnmetStages(plan(2, 1), [["priya", "omar", "sam"], ["priya"]])).toBeNull();
    expect(findUnmetStages([], [])).toBeNull();
  });

  test("finds one exactly where no way of taking turns meets the plan", () => {
    const ids = ["a", "b", "c", "d", "e"];
    const stages = fc.array(fc.record({ quorum: fc.integer({ min: 1, max: 3 }), people: fc.subarray(ids) }), {
      maxLength: 3,
    });
    let unmet = 0;
    fc.assert(
      fc.property(stages, (asked) => {
        const eligible = asked.map(({ people }) => people);
        const found = findUnmetStages(plan(...asked.map(({ quorum }) => quorum)), eligible);
        expect(found === null).toBe(canBeMet(asked, new Set()));
        if (found === null) return;
        unmet += 1;
        expect(found.known).toBeLessThan(found.asked);
      }),
      { numRuns: 2000 },
    );
    expect(unmet).toBeGreaterThan(200);
  });
});

interface Stage {
  readonly quorum: number;
  readonly people: readonly string[];
}

/** Tries every way. */
function canBeMet([stage, ...others]: readonly Stage[], spent: ReadonlySet<string>): boolean {
  if (stage === undefined) return true;
  if (stage.quorum === 0) return canBeMet(others, spent);
  return stage.people.some(
    (id) => !spent.has(id) && canBeMet([{ ...stage, quorum: stage.quorum - 1 }, ...others], new Set([...spent, id])),
  );
}
