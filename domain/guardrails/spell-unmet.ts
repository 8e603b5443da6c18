import type { UnmetStages } from "#domain/approvals/find-unmet-stages.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** Says to whoever asks which approvers are lacking, and what can be done about it. */
export function spellUnmet(plan: readonly ApprovalStage[], { stages, asked, known }: UnmetStages): string {
  const lacking = plan.filter((_, index) => stages.includes(index));
  const groups = [...new Set(lacking.flatMap((stage) => stage.groups))].toSorted();
  const who = lacking.map((stage) => `${stage.quorum} of ${spellList(stage.groups, "or")}`).join(", then ");
  const people = stages.length > 1 ? `${asked} different people, ${who},` : who;
  const are =
    known === 0
      ? `nobody of ${spellList(groups, "or")} who may decide has signed in here yet`
      : `only ${known} ${known === 1 ? "person" : "people"} who may decide ${known === 1 ? "has" : "have"} signed in here yet`;
  const others = known === 0 ? "" : " other";
  return `Approval needs ${people} and ${are}. Ask${others} members of ${spellList(groups, "or")} to sign in once, then file it again; or let the platform team name another group.`;
}
