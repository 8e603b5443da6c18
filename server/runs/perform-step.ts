import type { PublicConnection } from "#domain/credentials/public-connection.ts";
import type { ProvisionContext, Receipt, ResourceType } from "#domain/provisioning/resource-type.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { outageReason } from "#domain/health/breaker-policy.ts";
import { revokedGeneration } from "#domain/runs/revoke-steps.ts";
import { isReissue } from "#domain/runs/run-kinds.ts";
import { judgeBackend } from "#server/health/judge-backend.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import type { ClaimedStep } from "#server/runs/claim-step.ts";
import { assertUnchanged } from "#server/runs/assert-unchanged.ts";
import { asOwnFailure } from "#server/runs/as-own-failure.ts";
import { failpoint } from "#server/runs/failpoint.ts";
import { readLeaseOrder, type LeaseOrder } from "#server/leases/read-lease-order.ts";
import { sealLease, type LeaseDelivery } from "#server/leases/seal-lease.ts";
import { readAccess } from "#server/runs/read-access.ts";
import { assertThere } from "#server/reconcile/assert-there.ts";
import { proveRepaired, repairThing } from "#server/reconcile/repair-steps.ts";
import { readSubject, type RunSubject } from "#server/runs/read-subject.ts";
import { requireType, type RunServices, type SealedColumns, type SealedGrant } from "#server/runs/run-services.ts";
import { sealFor } from "#server/runs/seal-for.ts";
import { watchSlowStep } from "#server/runs/watch-slow-step.ts";
import { keepLease, type StepLease } from "#server/runs/step-lease.ts";

/** A grant with its payload, sealed, and what of it is no secret: ready to be written with the step's commit. */
export interface Delivery {
  readonly grant: SealedGrant & { readonly recipientId: string };
  readonly sealed: SealedColumns;
  /** How the thing is reached; holds no secret. */
  readonly connection: PublicConnection;
  /** SHA-256 over what the back end keeps of the secret; null or absent: nothing is compared. */
  readonly fingerprint?: string | null;
}

/** How a step ended, before it is recorded. */
export type StepOutcome =
  | { readonly ok: true; readonly receipt: Receipt; readonly delivery: Delivery | LeaseDelivery | null }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly retryable: boolean };

/** The last step of a provision run: prove by probe, set the final secret, seal it. */
export const deliverStep = "deliver";

/** How much later than the last end of a lease the back end's own end comes. */
const backstopMs = 60_000;

const unheld = "Latchkey could not tell whether this worker still holds the step.";
const unsealed = "Latchkey could not seal the credential.";

/** Performs one claimed step on the real back end and says how it went; it never throws for a failed back end. */
export async function performStep(services: RunServices, claim: ClaimedStep): Promise<StepOutcome> {
  const lease = keepLease(services.ctx, claim, services.drain);
  const unwatch = watchSlowStep(services, claim, lease);
  try {
    return await withDelivery(services, claim, lease);
  } catch (error) {
    services.ctx.log.warn(
      { runId: claim.run.id, step: claim.step.name, attempt: claim.attempt, err: error },
      "step failed",
    );
    const failure = describeFailure(error, lease);
    // The lease is kept while it is looked whether the back end answers at all.
    if (failure.code === outageReason) await judgeBackend(services, claim.run.backend, failure.message);
    return failure;
  } finally {
    unwatch();
    lease.release();
  }
}

async function withDelivery(services: RunServices, claim: ClaimedStep, lease: StepLease): Promise<StepOutcome> {
  const subject = await readSubject(services.ctx, claim.run);
  const isOrder = claim.run.kind === "lease" && claim.kind === "apply";
  const order = isOrder ? await readLeaseOrder(services.ctx, claim.run) : null;
  let delivery: Delivery | LeaseDelivery | null = null;
  const provision = await openProvisionContext(services, { claim, lease, subject, order }, (made) => {
    delivery = made;
  });
  try {
    await assertUnchanged(services, claim, provision);
    const receipt = await call(services, claim, provision);
    return {
      ok: true,
      receipt,
      delivery: await withFingerprint(requireType(services, claim.run.resourceType), provision, delivery),
    };
  } finally {
    provision.backend.adminSecret.wipe();
  }
}

/** What the back end keeps of a secret that was just delivered is written down with it, as a hash. */
async function withFingerprint(
  type: ResourceType,
  provision: ProvisionContext<Record<string, unknown>>,
  delivery: Delivery | LeaseDelivery | null,
): Promise<Delivery | LeaseDelivery | null> {
  if (delivery === null || !("grant" in delivery)) return delivery;
  return { ...delivery, fingerprint: (await type.fingerprint?.(provision)) ?? null };
}

interface StepParts {
  readonly claim: ClaimedStep;
  readonly lease: StepLease;
  readonly subject: RunSubject;
  /** The lease that the run makes the login of. */
  readonly order: LeaseOrder | null;
}

async function openProvisionContext(
  services: RunServices,
  { claim, lease, subject, order }: StepParts,
  deliver: (delivery: Delivery | LeaseDelivery) => void,
): Promise<ProvisionContext<Record<string, unknown>>> {
  const { signal } = lease;
  const generation = generationOf(claim);
  return {
    resource: { ...subject.identity, generation, access: await readAccess(services.ctx.db, claim.run, generation) },
    parameters: subject.parameters,
    endsOn: subject.endsOn,
    endsAt: subject.endsAt,
    ...(order && { accessUntil: new Date(order.untilMax.getTime() + backstopMs).toISOString() }),
    backend: await readBackend(services.ctx, subject.backend),
    signal,
    assertFence: () => asOwnFailure(unheld, signal, () => lease.assertFence()),
    secrets: {
      put: async (fields) => {
        const seal = (): Promise<Delivery | LeaseDelivery> =>
          order === null
            ? sealFor(services, claim.run, { fields, subject })
            : sealLease(services, claim.run, { order, fields, subject });
        deliver(await asOwnFailure(unsealed, signal, seal));
      },
    },
    failpoint,
  };
}

function generationOf({ run, step }: ClaimedStep): number {
  return revokedGeneration(step.name, run.generation) ?? run.generation;
}

function call(
  services: RunServices,
  claim: ClaimedStep,
  provision: ProvisionContext<Record<string, unknown>>,
): Promise<Receipt> {
  const type = requireType(services, claim.run.resourceType);
  const { name } = claim.step;
  if (claim.kind === "undo") return undo(services, { type, claim, provision });
  if (revokedGeneration(name, claim.run.generation) !== null) {
    return claim.run.kind === "unlease" ? endLogin(services, type, provision) : type.revoke(provision);
  }
  if (claim.run.kind === "repair") {
    return name === "repair" ? repairThing(type, provision) : proveRepaired(type, provision);
  }
  switch (name) {
    case deliverStep:
      return type.verify(provision);
    case "destroy":
      return type.destroy(provision);
    default:
      return apply(type, claim, provision);
  }
}

async function apply(
  type: ResourceType,
  { run, step }: ClaimedStep,
  provision: ProvisionContext<Record<string, unknown>>,
): Promise<Receipt> {
  if (isReissue(run.kind) && step.position === 1) await assertThere(type, provision);
  return type.apply(step.name, provision);
}

interface Undoing {
  readonly type: ResourceType;
  readonly claim: ClaimedStep;
  readonly provision: ProvisionContext<Record<string, unknown>>;
}

/** Undoing the steps of a further generation would take the thing itself, with its data: only its own access ends. */
async function undo(services: RunServices, { type, claim, provision }: Undoing): Promise<Receipt> {
  const { run, step } = claim;
  if (run.kind === "lease") return step.position === 1 ? endLogin(services, type, provision) : {};
  if (isReissue(run.kind)) return step.position === 1 ? type.revoke(provision) : {};
  if (run.kind === "repair") return {};
  return step.name === deliverStep ? {} : type.undo(step.name, provision);
}

/** The end is proven first; what is left of the login lets nobody in, so that what cannot be removed stands in no way. */
async function endLogin(
  { ctx }: RunServices,
  type: ResourceType,
  provision: ProvisionContext<Record<string, unknown>>,
): Promise<Receipt> {
  const receipt = await type.revoke(provision);
  if (type.forget === undefined) return receipt;
  try {
    return { ...receipt, forgotten: await type.forget(provision) };
  } catch (error) {
    if (provision.signal.aborted || isAppError(error, "fence_lost")) throw error;
    const { resourceId, generation } = provision.resource;
    ctx.log.warn({ resourceId, generation, err: error }, "a login that was ended was left behind");
    return { ...receipt, forgotten: null };
  }
}

function describeFailure(error: unknown, lease: StepLease): Extract<StepOutcome, { ok: false }> {
  // What a driver makes of an abort says less than why it was aborted.
  const stopped: unknown = lease.signal.aborted ? lease.signal.reason : null;
  const cause = isAppError(stopped, outageReason) ? stopped : error;
  if (isAppError(cause)) return { ok: false, code: cause.code, message: cause.message, retryable: cause.retryable };
  if (lease.signal.aborted) {
    return { ok: false, code: "aborted", message: "The step was stopped before it was done.", retryable: true };
  }
  // An error nobody foresaw is tried again: the step's idempotency makes that safe, its attempts are bounded.
  return { ok: false, code: "internal", message: "The step failed for a reason nobody foresaw.", retryable: true };
}
