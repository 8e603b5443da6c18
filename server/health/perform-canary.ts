import { AppError, isAppError } from "#domain/errors/app-error.ts";
import type { ProvisionContext, ResourceType } from "#domain/provisioning/resource-type.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { Canary } from "#server/health/begin-canary.ts";
import { openProbe } from "#server/health/probe-context.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

/** What a synthetic build does, in order. */
export const canaryPhases = ["clean", "build", "verify", "revoke", "destroy"] as const;
export type CanaryPhase = (typeof canaryPhases)[number];

/** How one ended. `ms` is how long each phase took. */
export interface CanaryResult {
  readonly phases: readonly { readonly phase: CanaryPhase; readonly ms: number }[];
  readonly failure: {
    readonly phase: CanaryPhase;
    readonly code: string;
    readonly message: string;
    readonly retryable: boolean;
  } | null;
}

type Context = ProvisionContext<Record<string, unknown>>;

/**
 * Builds, proves, ends and destroys a thing nobody asked for, by the code and the admin secret that runs use; first it
 * removes what earlier ones left. After a failure it removes what it made, or leaves that to the next one.
 */
export async function performCanary(services: RunServices, canary: Canary, signal: AbortSignal): Promise<CanaryResult> {
  const phases: { phase: CanaryPhase; ms: number }[] = [];
  let phase: CanaryPhase = "clean";
  const timed = async (next: CanaryPhase, work: () => Promise<unknown>) => {
    phase = next;
    const from = performance.now();
    signal.throwIfAborted();
    await work();
    phases.push({ phase: next, ms: Math.round(performance.now() - from) });
  };
  try {
    await timed("clean", () => cleanLeftovers(services, canary, signal));
    await withContext(services, { ...canary, signal, heldBy: canary.id }, async (type, ctx) => {
      const { steps } = type.plan(ctx.resource, ctx.parameters);
      await timed("build", async () => {
        for (const { name } of steps) await type.apply(name, ctx);
      });
      await timed("verify", () => type.verify(ctx));
      await timed("revoke", () => type.revoke(ctx));
      await timed("destroy", () => destroyAll(type, ctx));
    });
    await markClean(services, canary.id);
    return { phases, failure: null };
  } catch (error) {
    services.ctx.log.warn({ backend: canary.backend, phase, err: error }, "the check of a back end failed");
    if (phase !== "clean") await tidy(services, canary, signal);
    return { phases, failure: { phase, ...describe(error, signal) } };
  }
}

type Subject = Pick<Canary, "id" | "backend" | "type" | "environment" | "parameters">;

async function withContext(
  services: RunServices,
  { signal, heldBy, ...canary }: Subject & { readonly signal: AbortSignal; readonly heldBy: string },
  work: (type: ResourceType, ctx: Context) => Promise<void>,
): Promise<void> {
  const { backend, type, environment, parameters } = canary;
  const assertFence = () => assertHeld(services, heldBy);
  const call = { backend, type, environment, parameters, resourceId: canary.id, signal, assertFence };
  const ctx = await openProbe(services, call);
  try {
    await work(requireType(services, type), ctx);
  } finally {
    ctx.backend.adminSecret.wipe();
  }
}

async function assertHeld({ ctx }: RunServices, id: string): Promise<void> {
  const held = await ctx.db.query(sql`
    SELECT 1 FROM backend_canaries WHERE id = ${id} AND finished_at IS NULL AND lease_until > clock_timestamp()`);
  if (held.length === 0) throw new AppError("fence_lost", "This check took too long; another one goes on.");
}

/** Access first, as a release does it; what is not there is gone. */
async function destroyAll(type: ResourceType, ctx: Context): Promise<void> {
  await type.destroy(ctx);
  if ((await type.inspect(ctx)).exists) {
    throw new AppError("verification_failed", "What was destroyed is still there.");
  }
}

async function cleanLeftovers(services: RunServices, { id, backend }: Canary, signal: AbortSignal): Promise<void> {
  const left = await services.ctx.db.query<Subject>(sql`
    SELECT id, backend, resource_type AS type, environment, parameters FROM backend_canaries
    WHERE backend = ${backend} AND id <> ${id} AND cleaned_at IS NULL ORDER BY started_at`);
  for (const one of left) {
    await withContext(services, { ...one, signal, heldBy: id }, (type, ctx) => destroyAll(type, ctx));
    await markClean(services, one.id);
  }
}

async function tidy(services: RunServices, canary: Canary, signal: AbortSignal): Promise<void> {
  try {
    await withContext(services, { ...canary, signal, heldBy: canary.id }, (type, ctx) => destroyAll(type, ctx));
    await markClean(services, canary.id);
  } catch (error) {
    services.ctx.log.warn({ backend: canary.backend, err: error }, "what a check made is left to the next one");
  }
}

async function markClean({ ctx }: RunServices, id: string): Promise<void> {
  await ctx.db.query(sql`UPDATE backend_canaries SET cleaned_at = clock_timestamp() WHERE id = ${id}`);
}

function describe(error: unknown, signal: AbortSignal) {
  if (isAppError(error)) return { code: error.code, message: error.message, retryable: error.retryable };
  const message = signal.aborted ? "It took too long." : "It failed for a reason nobody foresaw.";
  return { code: signal.aborted ? "aborted" : "internal", message, retryable: true };
}
