import { canDecide, type DecideQuestion } from "#domain/approvals/can-decide.ts";

/**
 * Gives the last stage that somebody could have decided on and that others have decided before them; null: there is none.
 * For whoever comes second, so that they are told who was first rather than that they may not.
 *
 * @param askedStages where they may decide as it was resolved; null: the groups of the plan alone say who
 */
export function stageDecidedBefore(question: DecideQuestion, askedStages: readonly number[] | null): number | null {
  const { actor, request, votes } = question;
  if (votes.some((vote) => vote.principalId === actor.principalId)) return null;
  for (let stage = question.stage - 1; stage >= 0; stage -= 1) {
    const asked = askedStages === null || askedStages.includes(stage);
    if (!asked || !votes.some((vote) => vote.stage === stage)) continue;
    const approverIds = askedStages === null ? null : [actor.principalId];
    if (canDecide({ ...question, request: { ...request, approverIds }, stage, votes: [] }).allowed) return stage;
  }
  return null;
}
