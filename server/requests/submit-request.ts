import type { Actor } from "#domain/access/actor.ts";
import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import type { RequestView, SubmitBody } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { unitsOf } from "#domain/guardrails/resolve-facts.ts";
import { requestDigest } from "#domain/requests/request-digest.ts";
import { approverRows } from "#server/approvals/record-approvers.ts";
import { riskOfRequest } from "#server/approvals/risk-of-request.ts";
import type { ServerContext } from "#server/context.ts";
import { findCreated } from "#server/idempotency/find-created.ts";
import { holdKey } from "#server/idempotency/hold-key.ts";
import { fingerprintOf, type KeyedCall } from "#server/idempotency/keyed-call.ts";
import { newId } from "#server/ids/new-id.ts";
import { decideDraft } from "#server/requests/decide-draft.ts";
import { fileRequest, stateOf, type Filing } from "#server/requests/file-request.ts";
import { prepareDraft, type Prepared } from "#server/requests/prepare-draft.ts";
import { asFiled } from "#server/requests/present-approval.ts";
import { presentRequest } from "#server/requests/present-request.ts";
import { requestSelect } from "#server/requests/request-record.ts";

/** A submit as it came in. */
export interface SubmitInput {
  readonly body: SubmitBody;
  /** The caller's `Idempotency-Key`; a second call with it gives the first answer again. */
  readonly idempotencyKey: string | null;
}

/** The filed request, and whether an earlier call had filed it. */
export interface SubmitAnswer {
  readonly request: RequestView;
  readonly replayed: boolean;
}

/** A decision is made again when what it counted on has gone; more often than this, somebody else has to help. */
const decisionsMax = 5;

/**
 * Decides a request and files it, whatever the outcome.
 *
 * What the decision counted on, a free slot and a free name, is looked at again under the quota row's lock by the
 * statement that files it. With an idempotency key, any number of concurrent calls file one request.
 * @throws secret_in_text, unknown_reference, invalid_input: nothing is filed; idempotency_conflict: the key belongs to another
 *   call; idempotency_in_flight: a twin is being filed
 */
export async function submitRequest(ctx: ServerContext, actor: Actor, input: SubmitInput): Promise<SubmitAnswer> {
  const { body, idempotencyKey } = input;
  const keyed = { principalId: actor.principalId, key: idempotencyKey, operation: null, body };
  return holdKey(keyed, {
    find: () => findReplay(ctx, keyed),
    create: () => fileNew(ctx, actor, { body, keyed }),
  });
}

async function fileNew(
  ctx: ServerContext,
  actor: Actor,
  { body, keyed }: { readonly body: SubmitBody; readonly keyed: KeyedCall },
): Promise<SubmitAnswer> {
  const prepared = await prepareDraft(ctx, actor, body);
  const idempotency = keyed.key === null ? null : { key: keyed.key, fingerprint: fingerprintOf(keyed) };
  for (let attempt = 0; attempt < decisionsMax; attempt++) {
    const { decision, now, approvers } = await decideDraft(ctx, actor, { body, prepared });
    const decided = { ...fileable(actor, prepared, decision), createdAt: now, approvers: approverRows(approvers) };
    const risk = riskOfRequest(ctx.catalog, { ...decided, isEscalated: false });
    const { draft, recipient } = prepared;
    const units = unitsOf(ctx.catalog, draft.parameters.size);
    const filing = { ...decided, actor, recipient, resourceType: draft.resourceType, units, risk, idempotency };
    switch (await tryFiling(ctx, filing)) {
      case "filed":
        return { request: presentFiled(ctx, filing), replayed: false };
      case "key_taken": {
        const replay = await findReplay(ctx, keyed);
        if (replay) return replay;
        break;
      }
      case "decide_again":
        break;
    }
  }
  throw new AppError("idempotency_in_flight", "Too many calls ask for the same at once. Try again.");
}

/** A unique index has the last word about names over templates, and about idempotency keys. */
async function tryFiling(ctx: ServerContext, filing: Filing): Promise<"filed" | "decide_again" | "key_taken"> {
  try {
    return (await fileRequest(ctx.db, filing)) ? "filed" : "decide_again";
  } catch (error) {
    const constraint = uniqueViolation(error);
    if (constraint === null) throw error;
    return constraint === "requests_holding_name_key" ? "decide_again" : "key_taken";
  }
}

function fileable(actor: Actor, { draft, recipient, template: { version } }: Prepared, decision: Decision) {
  const id = newId("req");
  const { template, resourceType: _, ...stated } = draft;
  const parties = { requesterId: actor.principalId, onBehalfOfId: recipient?.id ?? null };
  const fields = { ...stated, ...parties, id, revision: 1, templateVersion: version };
  return { ...fields, template, decision, digest: requestDigest(fields, decision) };
}

/** What submit answers: the request as it was filed, byte for byte the same now and at every replay. */
function presentFiled(ctx: ServerContext, filed: Filing): RequestView {
  const { template, templateVersion, actor, recipient, ...stated } = filed;
  const requester = { id: actor.principalId, name: actor.name ?? actor.subject, email: actor.email };
  const onBehalfOf = recipient && { id: recipient.id, name: recipient.name, email: recipient.email };
  const names = { templateId: template, templateVersionId: templateVersion, requester, onBehalfOf };
  const fresh = { ...asFiled(filed.createdAt, filed.decision), state: stateOf(filed.decision) };
  const workload = actor.workload?.about ?? null;
  return presentRequest({ ...stated, ...names, ...fresh, channel: actor.channel, workload }, ctx.settings);
}

async function findReplay(ctx: ServerContext, keyed: KeyedCall): Promise<SubmitAnswer | null> {
  const id = await findCreated(ctx.db, keyed);
  if (id === null) return null;
  const record = await ctx.db.prisma.request.findUniqueOrThrow({ where: { id }, select: requestSelect });
  const decision = decisionSchema.parse(record.decision);
  const filed = { ...record, ...asFiled(record.createdAt, decision), state: stateOf(decision) };
  return { request: presentRequest(filed, ctx.settings), replayed: true };
}

/** The unique index that refused a row, or null when something else went wrong. */
function uniqueViolation(error: unknown): string | null {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === "23505" && typeof constraint === "string" ? constraint : null;
}
