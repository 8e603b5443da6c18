import type { Actor } from "#domain/access/actor.ts";
import type { DecideQuestion } from "#domain/approvals/can-decide.ts";
import type { Party } from "#domain/approvals/owns-request.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { tallyVotes } from "#domain/approvals/tally-votes.ts";
import { decisionSchema } from "#domain/contracts/decision.ts";
import type { AskedStages } from "#server/approvals/read-asked-stages.ts";
import { voteSchema } from "#domain/contracts/request.ts";

/** The part of a request that separation of duties looks at, as a list read it or as a transaction locked it. */
export interface StoredCase {
  readonly team: string;
  readonly templateId: string;
  readonly decision: unknown;
  readonly requesterId: string;
  readonly onBehalfOfId: string | null;
  readonly requester: { readonly email: string | null };
  readonly onBehalfOf: { readonly email: string | null } | null;
  /** From `readAccountOwners`; empty where a person asked. */
  readonly requesterOwners: readonly Party[];
  /** From `readAskedStages`: where the actor may decide; null: the revision does not say who may. */
  readonly askedStages: AskedStages | null;
  readonly votes: readonly { readonly principalId: string; readonly stage: number; readonly verdict: string }[];
}

/** Puts the question of separation of duties for one actor and one stored request. */
export function approvalCase(catalog: Catalog, actor: Actor, record: StoredCase): DecideQuestion {
  const approvalPlan = decisionSchema.parse(record.decision).effective.approvalPlan;
  const votes = record.votes.map(({ principalId, stage, verdict }) => ({
    principalId,
    stage,
    verdict: voteSchema.shape.verdict.parse(verdict),
  }));
  const tally = tallyVotes(approvalPlan, votes);
  const stage = tally.state === "approved" ? approvalPlan.length : tally.stage;
  const { askedStages } = record;
  const request = {
    team: record.team,
    requester: { principalId: record.requesterId, email: record.requester.email },
    onBehalfOf:
      record.onBehalfOfId === null
        ? null
        : { principalId: record.onBehalfOfId, email: record.onBehalfOf?.email ?? null },
    requesterOwners: record.requesterOwners,
    maintainers: catalog.templates.get(record.templateId)?.maintainers ?? null,
    approvalPlan,
    approverIds: askedStages && (askedStages.stages.includes(stage) ? [actor.principalId] : []),
    escalatedIds: askedStages?.escalated.includes(stage) ? [actor.principalId] : [],
  };
  return { catalog, actor, request, stage, votes };
}
