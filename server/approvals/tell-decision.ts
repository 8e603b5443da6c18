import type { Actor } from "#domain/access/actor.ts";
import type { Tally } from "#domain/approvals/tally-votes.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import type { ServerContext } from "#server/context.ts";
import { aboutOpenStage } from "#server/notifications/about-open-stage.ts";
import { notify } from "#server/notifications/notify.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** A verdict, and where it leaves the plan. */
interface Told {
  readonly record: LockedRequest;
  readonly actor: Actor;
  readonly stage: number;
  readonly comment: string;
  readonly tally: Tally;
  readonly stages: number;
}

/** Tells whom a request is for what a verdict made of it: a stage that was met and who is next, the whole approved, or rejected. */
export async function tellDecision(tx: Queryable, ctx: ServerContext, told: Told): Promise<void> {
  const { record, actor, stage, comment, tally, stages } = told;
  if (tally.state === "pending" && tally.stage === stage) return;
  const template = tally.state === "pending" ? "request.stage_approved" : (`request.${tally.state}` as const);
  const part = tally.state === "pending" ? `:${stage}` : "";
  const by = actor.name ?? actor.email ?? "An approver";
  await notify(tx, {
    dedupeKey: `${template}:${record.id}:${record.revision}${part}`,
    recipientId: record.onBehalfOfId ?? record.requesterId,
    template,
    payload: {
      requestId: record.id,
      name: record.name,
      by,
      comment,
      ...(tally.state === "pending" && {
        stage: String(stage + 1),
        stages: String(stages),
        ...(await aboutOpenStage(tx, ctx, record.id)),
      }),
    },
  });
}
