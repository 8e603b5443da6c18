import type { Actor } from "#domain/access/actor.ts";
import { isClassification } from "#domain/catalog/classification.ts";
import type { Decision } from "#domain/contracts/decision.ts";
import type { RequestState } from "#domain/contracts/request.ts";
import { unitsOf } from "#domain/guardrails/resolve-facts.ts";
import type { AboutKind } from "#domain/requests/request-kinds.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { openStage } from "#server/approvals/open-stage.ts";
import { riskOfRequest } from "#server/approvals/risk-of-request.ts";
import type { ServerContext } from "#server/context.ts";
import { newId } from "#server/ids/new-id.ts";
import { decideAgain } from "#server/requests/decide-again.ts";
import { fileRequest, stateOf } from "#server/requests/file-request.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";
import { digestRow } from "#server/runs/digest-row.ts";

/** A request about a thing that exists, before it is decided. */
export interface AboutWish {
  readonly kind: AboutKind;
  readonly resourceId: string;
  /** Who asks; of what the clock asks, its channel is `system`. */
  readonly actor: Actor;
  /** Whose request it is: the actor's, or the owner's where the clock asks. */
  readonly requesterId: string;
  /** From now on; null: as long again as it was given. */
  readonly lifetimeHours: number | null;
  /** Null: what it was made for. */
  readonly purpose: string | null;
}

/** What today's rules say of a wish, and the row that it would be filed as. */
export interface DecidedAbout {
  readonly row: LockedRequest;
  readonly decision: Decision;
  /** The database clock's instant. */
  readonly now: Date;
}

/**
 * Decides a wish about a thing that exists, by today's catalog and ledger and by its requester as they stand now; files
 * nothing. The reservation of the thing is not counted against it.
 */
export async function decideAbout(
  on: Queryable,
  ctx: Pick<ServerContext, "catalog" | "settings">,
  wish: AboutWish,
): Promise<DecidedAbout> {
  const { now, ...made } = await readMade(on, wish.resourceId);
  const lifetimeHours = wish.lifetimeHours ?? made.lifetimeHours;
  const asked = { kind: wish.kind, aboutResourceId: wish.resourceId, channel: wish.actor.channel };
  const parties = { requesterId: wish.requesterId, onBehalfOfId: null, onBehalfOf: null };
  const person = { name: wish.actor.name, email: wish.actor.email };
  const fresh = { id: newId("req"), revision: 1, state: "approved", digest: "", votes: [] } as const;
  const undecided = { decision: null, approvalPlan: null, counterOffer: null };
  const purpose = wish.purpose ?? made.purpose;
  const row: LockedRequest = {
    ...made,
    ...asked,
    ...parties,
    ...fresh,
    ...undecided,
    lifetimeHours,
    purpose,
    requester: person,
  };
  const again = await decideAgain(on, ctx, { request: row });
  return { row, decision: await again.file(), now };
}

/**
 * Files a decided wish about a thing that the caller has locked, whatever its outcome, with its audit event; what needs a
 * human opens its first stage. What is granted waits for the caller to apply it.
 */
export async function fileAbout(
  tx: Queryable,
  ctx: ServerContext,
  { wish, decided }: { readonly wish: AboutWish; readonly decided: DecidedAbout },
): Promise<{ readonly id: string; readonly state: RequestState }> {
  const { row, decision, now } = decided;
  const { templateId: template, templateVersionId: templateVersion, kind, aboutResourceId: _, ...stated } = row;
  if (!isClassification(row.classification)) throw new Error(`Request ${row.id} has no known classification.`);
  const about = { kind, resourceId: wish.resourceId, unasked: wish.actor.channel === "system" };
  const place = { environment: row.environment, classification: row.classification, decision, isEscalated: false };
  const filed = await fileRequest(tx, {
    ...stated,
    template,
    templateVersion,
    about,
    decision,
    digest: digestRow(row, decision),
    createdAt: now,
    actor: wish.actor,
    recipient: null,
    units: unitsOf(ctx.catalog, row.parameters.size),
    approvers: [],
    risk: riskOfRequest(ctx.catalog, place),
    idempotency: null,
  });
  if (!filed) throw new Error(`Request ${row.id} reserves nothing, and was not filed.`);
  const state = stateOf(decision);
  if (state === "pending_approval") await openStage(tx, ctx, { requestId: row.id, revision: 1, stage: 0 });
  return { id: row.id, state };
}

type Made = Pick<
  LockedRequest,
  | "name"
  | "team"
  | "environment"
  | "classification"
  | "purpose"
  | "lifetimeHours"
  | "parameters"
  | "delivery"
  | "templateId"
  | "templateVersionId"
  | "resourceType"
> & { readonly now: Date };

/** What the thing was asked for as. */
async function readMade(on: Queryable, resourceId: string): Promise<Made> {
  const [made] = await on.query<Made>(sql`
    SELECT r.name, r.team, r.environment, r.classification, q.purpose, r.lifetime_hours AS "lifetimeHours", q.parameters,
      q.delivery, q.template_id AS "templateId", q.template_version_id AS "templateVersionId", r.type AS "resourceType",
      clock_timestamp() AS now
    FROM resources r JOIN requests q ON q.id = r.request_id WHERE r.id = ${resourceId}`);
  if (made === undefined) throw new Error(`There is no resource ${resourceId}.`);
  return made;
}
