import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** A stage shorter than this is over before anybody needs reminding. */
const remindedHoursMin = 8;
/** Which part of the time is left when the first and the second reminder are due; there is no third. */
const partsLeft = [0.5, 0.1] as const;

/**
 * Says what becomes of a stage that nobody has decided in time: it asks more people once, where it says so, or the
 * request ends. Never a yes.
 */
export function whenDue(
  { onTimeout, escalateTo = [] }: Pick<ApprovalStage, "onTimeout" | "escalateTo">,
  isEscalated: boolean,
): "escalate" | "expire" {
  return onTimeout === "escalate" && escalateTo.length > 0 && !isEscalated ? "escalate" : "expire";
}

/**
 * Gives how many seconds before a stage is due its next reminder is; null: there is none.
 *
 * @param sent how many were sent of the stage
 */
export function reminderSecondsLeft(
  { deadlineHours }: Pick<ApprovalStage, "deadlineHours">,
  sent: number,
): number | null {
  const part = deadlineHours < remindedHoursMin ? undefined : partsLeft[sent];
  return part === undefined ? null : Math.round(deadlineHours * 3600 * part);
}

/** Gives how many reminders have been due when a stage has so many seconds left: those missed are not sent one by one. */
export function remindersDue(stage: Pick<ApprovalStage, "deadlineHours">, secondsLeft: number): number {
  return partsLeft.filter((_, sent) => (reminderSecondsLeft(stage, sent) ?? -1) >= secondsLeft).length;
}
