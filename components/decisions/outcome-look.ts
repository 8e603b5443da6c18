import { Ban, Clock, type LucideIcon, Zap } from "lucide-react";
import type { Tone } from "#components/ui/badge.tsx";
import type { Decision, Outcome } from "#domain/contracts/decision.ts";

interface OutcomeLook {
  readonly tone: Tone;
  readonly icon: LucideIcon;
  /** Said of a request not filed yet. */
  readonly ahead: string;
  /** Said of a filed one. */
  readonly record: string;
}

/** How each outcome of the guardrails is named and shown. */
export const outcomeLooks = {
  auto: { tone: "good", icon: Zap, ahead: "Will be granted at once", record: "Granted automatically" },
  needs_approval: { tone: "wait", icon: Clock, ahead: "Will wait for approval", record: "Approval required" },
  deny: { tone: "bad", icon: Ban, ahead: "Would be denied", record: "Denied" },
} as const satisfies Record<Outcome, OutcomeLook>;

/** Says in one sentence who decides, and what happens next. */
export function outcomeSentence(decision: Decision): string {
  switch (decision.outcome) {
    case "auto":
      return "Every guardrail passes; nobody has to be asked.";
    case "needs_approval":
      return `Approval by ${approvers(decision)}.`;
    case "deny":
      return decision.trace.some((entry) => entry.result === "deny" && entry.remedy)
        ? "Fix what is listed here and it can go through."
        : "The rules below do not allow it.";
  }
}

function approvers({ effective }: Decision): string {
  const stages = effective.approvalPlan.map(({ groups, quorum }) => {
    const who = groups.length === 0 ? "nobody (no group is named)" : groups.join(" or ");
    return quorum > 1 ? `${quorum} people of ${who}` : who;
  });
  return stages.length === 0 ? "a person" : stages.join(", then ");
}
