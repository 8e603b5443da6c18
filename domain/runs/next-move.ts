/** How a run stands. `running` builds, `undoing` takes back; the others are over, `closed` by hand and without proof. */
export const runStates = ["running", "undoing", "succeeded", "failed", "withdrawn", "closed"] as const;
export type RunState = (typeof runStates)[number];

/** The life of a step. */
export const stepStates = ["pending", "running", "done", "undoing", "undone"] as const;
export type StepState = (typeof stepStates)[number];

/** What the next move is decided from, of one step. */
export interface StepStatus {
  readonly position: number;
  readonly state: StepState;
  /** How often it was begun; a step never begun has nothing to undo. */
  readonly attempt: number;
  readonly leaseUntil: Date | null;
  readonly dueAt: Date;
}

interface StepMove {
  readonly kind: "apply" | "undo";
  readonly position: number;
}

/** Nothing to perform now; `wait` and `held` name the time after which to look again. */
export type Pause =
  | { readonly kind: "finish"; readonly outcome: "built" | "undone" }
  | { readonly kind: "wait" | "held"; readonly until: Date }
  | { readonly kind: "over" };

/** What to do with a run now. */
export type Move = StepMove | Pause;

/** Tells whether the move is a step to perform. */
export function isStepMove(move: Move): move is StepMove {
  return move.kind === "apply" || move.kind === "undo";
}

/**
 * Decides the next move of a run from its rows and the database's time.
 *
 * Steps go forward in order, one at a time; undo goes backward over every step that was ever begun.
 * A live lease always wins: nobody touches a step that another worker may still be in.
 */
export function nextMove(state: RunState, steps: readonly StepStatus[], now: Date): Move {
  switch (state) {
    case "running":
      return moveOn(
        steps.find((step) => step.state !== "done"),
        "apply",
        now,
      );
    case "undoing":
      return moveOn(
        steps.findLast((step) => step.attempt > 0 && step.state !== "undone"),
        "undo",
        now,
      );
    case "succeeded":
    case "failed":
    case "withdrawn":
    case "closed":
      return { kind: "over" };
  }
}

function moveOn(step: StepStatus | undefined, kind: "apply" | "undo", now: Date): Move {
  if (step === undefined) return { kind: "finish", outcome: kind === "apply" ? "built" : "undone" };
  const leased = step.state === "running" || step.state === "undoing";
  if (leased && step.leaseUntil !== null && step.leaseUntil > now) return { kind: "held", until: step.leaseUntil };
  if (!leased && step.dueAt > now) return { kind: "wait", until: step.dueAt };
  return { kind, position: step.position };
}
