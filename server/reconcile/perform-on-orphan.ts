import { systemActor } from "#domain/audit/audit-event.ts";
import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { ProvisionContext, Receipt, ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import { readOrphanSubject, type OrphanSubject } from "#server/reconcile/read-orphan-subject.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

const deadlineMs = 120_000;

/** An orphan that this worker holds, and what it is to do with it. */
export interface ClaimedOrphan {
  readonly id: string;
  readonly backend: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly why: "unknown" | "destroyed";
  readonly objects: readonly {
    readonly kind: string;
    readonly name: string;
    readonly identity?: Pick<ResourceIdentity, "name" | "team" | "environment" | "generation"> | undefined;
  }[];
  readonly fence: string;
  readonly act: "quarantine" | "delete";
  /** Whether it is sure to be nobody's: then it is deleted after its quarantine without being asked. */
  readonly isSure: boolean;
  readonly wantedBy: string | null;
  readonly wantedReason: string | null;
}

/** Blocks every access to one orphan, or deletes it, and writes down the proof or why it came to nothing. */
export async function performOnOrphan(
  services: RunServices,
  orphan: ClaimedOrphan,
  quarantineDays: number,
): Promise<void> {
  try {
    const receipt = await withOrphan(services, orphan, (type, subject, open) =>
      orphan.act === "quarantine" ? quarantine(type, subject, open) : destroy(type, subject, open),
    );
    await recordDone(services, orphan, { receipt, quarantineDays });
  } catch (error) {
    services.ctx.log.warn({ err: error, orphan: orphan.id, act: orphan.act }, "an orphan could not be tended");
    const failure = isAppError(error) ? error.message : "It failed for a reason nobody foresaw.";
    await services.ctx.db.query(sql`
      UPDATE orphans SET lease_until = NULL, failure = ${failure.slice(0, 500)}
      WHERE id = ${orphan.id} AND fence = ${orphan.fence}::bigint`);
  }
}

type Context = ProvisionContext<Record<string, unknown>>;
type OpenContext = (generation: number) => Context;

async function quarantine(type: ResourceType, { generations }: OrphanSubject, open: OpenContext): Promise<Receipt> {
  const ended: Receipt[] = [];
  for (const generation of generations) ended.push({ generation, ...(await type.revoke(open(generation))) });
  return { ended };
}

/** Gone is what the type proves to be absent and the back end lists no more. */
async function destroy(
  type: ResourceType,
  { identity, generations }: OrphanSubject,
  open: OpenContext,
): Promise<Receipt> {
  const context = open(generations.at(-1) ?? 1);
  const receipt = await type.destroy(context);
  const left = (await type.listOwned?.(context))?.filter(({ resourceId }) => resourceId === identity.resourceId) ?? [];
  if (left.length > 0) {
    const names = left.map(({ name }) => name).join(", ");
    throw new AppError("verification_failed", `What bears the mark is still there: ${names}. Look at it by hand.`);
  }
  return { destroyed: receipt, left };
}

async function withOrphan<T>(
  services: RunServices,
  orphan: ClaimedOrphan,
  work: (type: ResourceType, subject: OrphanSubject, open: OpenContext) => Promise<T>,
): Promise<T> {
  const { ctx, drain } = services;
  const type = requireType(services, orphan.resourceType);
  const subject = await readOrphanSubject(ctx.db, type, orphan);
  const backend = await readBackend(ctx, orphan.backend);
  const signal = AbortSignal.any([drain, AbortSignal.timeout(deadlineMs)]);
  const open =
    (parameters: Record<string, unknown>): OpenContext =>
    (generation) => ({
      resource: { ...subject.identity, generation },
      parameters,
      endsOn: new Date().toISOString().slice(0, 10),
      backend,
      signal,
      assertFence: () => assertStillOrphan(services, orphan),
      secrets: { put: () => Promise.reject(new AppError("fence_lost", "An orphan gets no credential.")) },
      failpoint: () => Promise.resolve(),
    });
  try {
    const parameters = subject.parameters ?? (await type.sample?.({ backend, signal }));
    return await work(type, subject, open(parameters ?? {}));
  } finally {
    backend.adminSecret.wipe();
  }
}

/** @throws fence_lost when somebody else holds it, it has an owner again, or an alarm began */
async function assertStillOrphan({ ctx }: RunServices, { id, fence, resourceId }: ClaimedOrphan): Promise<void> {
  const held = await ctx.db.query(sql`
    SELECT 1 FROM orphans WHERE id = ${id} AND fence = ${fence}::bigint AND lease_until > clock_timestamp()
      AND NOT EXISTS (SELECT FROM ledger_alarms)
      AND NOT EXISTS (SELECT FROM resources WHERE id = ${resourceId} AND state <> 'destroyed')`);
  if (held.length === 0) throw new AppError("fence_lost", "It is not ours to touch any more.");
}

interface Done {
  readonly receipt: Receipt;
  readonly quarantineDays: number;
}

async function recordDone(
  { ctx }: RunServices,
  orphan: ClaimedOrphan,
  { receipt, quarantineDays }: Done,
): Promise<void> {
  const { id, act, isSure } = orphan;
  const isBlocked = act === "quarantine";
  await ctx.db.transaction(async (tx) => {
    const done = await tx.query(sql`
      UPDATE orphans SET state = ${isBlocked ? "quarantined" : "deleted"}, lease_until = NULL, failure = NULL, attempts = 0,
        wanted = NULL, wanted_by = NULL, wanted_reason = NULL, due_at = clock_timestamp(),
        proof = proof || jsonb_build_object(${act}::text, ${JSON.stringify(receipt)}::jsonb),
        quarantined_at = CASE WHEN ${isBlocked} THEN clock_timestamp() ELSE quarantined_at END,
        delete_after = CASE WHEN ${isBlocked && isSure} THEN clock_timestamp() + make_interval(days => ${quarantineDays}) ELSE delete_after END,
        ended_at = CASE WHEN ${isBlocked} THEN NULL ELSE clock_timestamp() END
      WHERE id = ${id} AND fence = ${orphan.fence}::bigint RETURNING id`);
    if (done.length === 0) return;
    await appendAudit(tx, {
      stream: `orphan:${id}`,
      requestId: null,
      actor: systemActor,
      action: isBlocked ? "orphan.quarantined" : "orphan.deleted",
      object: `orphan:${id}`,
      message: isBlocked
        ? "Nobody gets in any more, which the back end proved. The data is kept."
        : "Deleted with its data: its absence is proven on the back end.",
      details: {
        resourceId: orphan.resourceId,
        backend: orphan.backend,
        askedBy: orphan.wantedBy,
        reason: orphan.wantedReason,
      },
    });
  });
}
