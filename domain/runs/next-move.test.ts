import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nextMove, type RunState, type StepStatus } from "#domain/runs/next-move.ts";

const now = new Date("2026-01-01T00:00:00Z");
const later = new Date(now.getTime() + 1000);
const earlier = new Date(now.getTime() - 1000);

function step(position: number, change: Partial<StepStatus> = {}): StepStatus {
  return { position, state: "pending", attempt: 0, leaseUntil: null, dueAt: earlier, ...change };
}

describe("nextMove", () => {
  test("applies the first step that is not done", () => {
    const steps = [step(1, { state: "done", attempt: 1 }), step(2), step(3)];
    expect(nextMove("running", steps, now)).toEqual({ kind: "apply", position: 2 });
  });

  test("never touches a step whose lease lives, in either direction", () => {
    const held = step(1, { state: "running", attempt: 1, leaseUntil: later });
    expect(nextMove("running", [held], now)).toEqual({ kind: "held", until: later });
    expect(nextMove("undoing", [held], now)).toEqual({ kind: "held", until: later });
  });

  test("takes over a step whose lease has run out", () => {
    const abandoned = step(1, { state: "running", attempt: 1, leaseUntil: earlier });
    expect(nextMove("running", [abandoned], now)).toEqual({ kind: "apply", position: 1 });
  });

  test("waits for the back-off of a failed step", () => {
    expect(nextMove("running", [step(1, { attempt: 2, dueAt: later })], now)).toEqual({ kind: "wait", until: later });
  });

  test("undoes backward what was begun, and only that", () => {
    const steps = [step(1, { state: "done", attempt: 1 }), step(2, { attempt: 3 }), step(3)];
    expect(nextMove("undoing", steps, now)).toEqual({ kind: "undo", position: 2 });
    const half = [steps[0] ?? step(1), step(2, { state: "undone", attempt: 3 }), step(3)];
    expect(nextMove("undoing", half, now)).toEqual({ kind: "undo", position: 1 });
  });

  test("ends: built when all is done, undone when nothing begun is left", () => {
    expect(nextMove("running", [step(1, { state: "done", attempt: 1 })], now)).toEqual({
      kind: "finish",
      outcome: "built",
    });
    expect(nextMove("undoing", [step(1)], now)).toEqual({ kind: "finish", outcome: "undone" });
  });
});

/** A worker may die at any point, succeed, fail for a while or for good; somebody may withdraw at any time. */
const happening = fc.constantFrom("succeed", "fail", "give up", "die", "withdraw");

test("whatever happens, a run ends with every step done, or with every begun step undone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), fc.array(happening, { maxLength: 60 }), (count, happenings) => {
      let state: RunState = "running";
      const steps = Array.from({ length: count }, (_, index) => step(index + 1));
      const queue = [...happenings];
      for (let turn = 0; turn < 200; turn++) {
        const move = nextMove(state, steps, now);
        if (move.kind === "finish") {
          const clean = steps.every(({ state: at, attempt }) => at === "undone" || attempt === 0);
          expect(move.outcome === "built" ? steps.every(({ state: at }) => at === "done") : clean).toBe(true);
          return;
        }
        if (move.kind !== "apply" && move.kind !== "undo") throw new Error(`stuck: ${move.kind}`);
        const at = move.position - 1;
        const before = steps[at] ?? step(move.position);
        const begun = { ...before, attempt: before.attempt + (move.kind === "apply" ? 1 : 0) };
        const what = queue.shift() ?? "succeed";
        if (what === "withdraw" && state === "running") state = "undoing";
        if (what === "give up" && move.kind === "apply") state = "undoing";
        const done = move.kind === "apply" ? "done" : "undone";
        const after = { succeed: done, withdraw: done, fail: "pending", "give up": "pending", die: "running" } as const;
        steps[at] = { ...begun, state: after[what], leaseUntil: earlier };
      }
      throw new Error("did not end");
    }),
    { numRuns: 2000 },
  );
});
