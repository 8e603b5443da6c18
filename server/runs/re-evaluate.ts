import { systemActor } from "#domain/audit/audit-event.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { BecameStricter } from "#domain/contracts/request.ts";
import { isStricter } from "#domain/requests/is-stricter.ts";
import { startWindowHours } from "#domain/requests/open-hours.ts";
import { spellStricter } from "#domain/requests/spell-stricter.ts";
import { whatBecameStricter } from "#domain/requests/what-became-stricter.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openStage } from "#server/approvals/open-stage.ts";
import { voidVotes } from "#server/approvals/void-votes.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { aboutOpenStage } from "#server/notifications/about-open-stage.ts";
import { notify } from "#server/notifications/notify.ts";
import { promise } from "#server/outbox/promise.ts";
import { decideAgain } from "#server/requests/decide-again.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { digestRow } from "#server/runs/digest-row.ts";
import type { RunServices } from "#server/runs/run-services.ts";

interface Approved {
  readonly request: LockedRequest;
  readonly decision: Decision;
}

/**
 * Evaluates an approved request against today's catalog, its own reservation excluded.
 *
 * Equal or looser proceeds with the approved limits; stricter sends it back to a human with its votes void, or denies it.
 * What nobody has to approve under today's stricter rules is started again by them. What became stricter is kept with the
 * request in words, and said to whom it is for and to everybody whose vote it voids.
 */
export async function reEvaluate(
  tx: Queryable,
  services: RunServices,
  approved: Approved,
): Promise<"proceed" | "stopped"> {
  const { request, decision } = approved;
  const { ctx } = services;
  const keepPlace = otherBackends(ctx.catalog, approved);
  const adjust = <State extends object>(state: State) => ({
    ...state,
    disconnectedBackends: keepPlace,
    pausedBackends: {},
  });
  const again = await decideAgain(tx, ctx, { request, adjust });
  if (!isStricter(again.decision, decision)) return "proceed";
  const today = await again.file();
  const stricter = { ...whatBecameStricter(today, decision), approvedBy: approversOf(request) };
  const revised = { ...request, revision: request.revision + 1 };
  await writeDecision(tx, { revised, today, stricter });
  await voidVotes(tx, request, { why: spellStricter(stricter, "sentence") });
  const { outcome } = today;
  if (outcome === "needs_approval") {
    await openStage(tx, ctx, { requestId: request.id, revision: revised.revision, stage: 0 });
  }
  if (outcome === "auto")
    await promise(tx, { topic: "run.start", key: request.id, payload: { requestId: request.id } });
  await record(tx, ctx, { approved, revised, today, stricter });
  return "stopped";
}

interface Again {
  readonly revised: LockedRequest;
  readonly today: Decision;
  readonly stricter: Omit<BecameStricter, "at">;
}

async function writeDecision(tx: Queryable, { revised, today, stricter }: Again): Promise<void> {
  const { state } = consequences[today.outcome];
  await tx.query(sql`
    UPDATE requests SET state = ${state}, revision = ${revised.revision}, decision = ${JSON.stringify(today)},
      approval_plan = ${JSON.stringify(today.effective.approvalPlan)}, digest = ${digestRow(revised, today)},
      holding = ${state !== "denied" && revised.kind === "provision"}, updated_at = clock_timestamp(), counter_offer = NULL,
      became_stricter = ${JSON.stringify(stricter)}::jsonb || jsonb_build_object('at',
        to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
      expires_at = CASE WHEN ${state === "denied"} THEN NULL
        ELSE clock_timestamp() + make_interval(hours => ${startWindowHours}) END
    WHERE id = ${revised.id}`);
}

async function record(
  tx: Queryable,
  ctx: RunServices["ctx"],
  { approved, revised, today, stricter }: Again & { readonly approved: Approved },
): Promise<void> {
  const { request, decision } = approved;
  const { state, action, said, template } = consequences[today.outcome];
  const words = spellStricter(stricter, "sentence");
  const rules = stricter.rules.map(({ rule }) => rule);
  await appendAudit(tx, {
    stream: `request:${request.id}`,
    requestId: request.id,
    actor: systemActor,
    action,
    object: `request:${request.id}`,
    message: `${words} ${said}`,
    details: { state, rules, changes: stricter.changes, was: decision.inputDigest, is: today.inputDigest },
  });
  if (template === null) return;
  await notify(tx, {
    dedupeKey: `${template}:${request.id}:${revised.revision}`,
    recipientId: request.onBehalfOfId ?? request.requesterId,
    template,
    payload: {
      requestId: request.id,
      name: request.name,
      rules: spellStricter(stricter, "rules"),
      ...(await aboutOpenStage(tx, ctx, request.id)),
    },
  });
}

/** What becomes of a request that today's rules judge stricter. */
const consequences = {
  auto: {
    state: "approved",
    action: "request.decided_again",
    said: "It goes on under today's.",
    template: null,
  },
  needs_approval: {
    state: "pending_approval",
    action: "request.sent_back",
    said: "It needs a new approval.",
    template: "request.sent_back",
  },
  deny: { state: "denied", action: "request.denied", said: "It is denied.", template: "request.denied" },
} as const satisfies Record<Decision["outcome"], unknown>;

function approversOf({ votes }: LockedRequest): BecameStricter["approvedBy"] {
  return votes
    .filter(({ verdict }) => verdict === "approve")
    .map(({ principalId, principal: { name, email } }) => ({ id: principalId, name, email }));
}

/**
 * Keeps to the back end that was approved while the catalog has it, connected or not, paused or not: that says when the thing can be
 * built, not whether it may be, so what waits for a back end is not denied, nor moved to another one.
 */
function otherBackends({ backends }: Catalog, { request, decision }: Approved): readonly string[] {
  const approved = decision.effective.backend ?? "";
  if (backends.get(approved)?.environments.includes(request.environment) !== true) return [];
  return [...backends.keys()].filter((name) => name !== approved);
}
