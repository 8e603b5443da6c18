import { lookSeconds } from "#domain/health/breaker-policy.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { settleProbe } from "#server/health/settle-probe.ts";
import { openProbe, type ProbeCall } from "#server/health/probe-context.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

/** How one look ended. */
export interface ProbeAnswer {
  readonly answers: boolean;
  readonly message: string;
  /** How long the look took. */
  readonly lookMs: number;
}

/** Longer than the look can take: then whoever took it has died. */
const leaseMoreSeconds = 5;

/**
 * Looks whether a back end answers, with the admin secret and the code that runs use, and opens or closes its breaker by
 * what it finds. One look at a time over all workers, by the database's clock.
 *
 * @returns null where somebody else is looking
 */
export async function probeBackend(services: RunServices, backend: string): Promise<ProbeAnswer | null> {
  const { db } = services.ctx;
  const [known] = await db.query<{ probes: number; lookMs: number | null }>(sql`
    SELECT probes, look_ms AS "lookMs" FROM backend_health WHERE name = ${backend}`);
  if (known === undefined) return null;
  const seconds = lookSeconds(known);
  const taken = await db.query(sql`
    UPDATE backend_health SET probe_until = clock_timestamp() + make_interval(secs => ${seconds + leaseMoreSeconds})
    WHERE name = ${backend} AND (probe_until IS NULL OR probe_until <= clock_timestamp()) RETURNING name`);
  if (taken.length === 0) return null;
  const startedAt = performance.now();
  const found = await look(services, backend, seconds);
  const answer = { ...found, lookMs: Math.round(performance.now() - startedAt) };
  await settleProbe(services, backend, answer);
  return answer;
}

type Finding = Omit<ProbeAnswer, "lookMs">;

async function look(services: RunServices, backend: string, seconds: number): Promise<Finding> {
  const limit = AbortSignal.any([services.drain, AbortSignal.timeout(seconds * 1000)]);
  const first = await ask(services, backend, limit);
  // One connection that is cut says little, and all that is under way would be stopped for it.
  return first.answers || limit.aborted ? first : ask(services, backend, limit);
}

async function ask(services: RunServices, backend: string, signal: AbortSignal): Promise<Finding> {
  try {
    const probe = await openProbe(services, { ...(await readTarget(services, backend)), signal });
    try {
      // A driver may forget its signal: the look ends all the same.
      await Promise.race([requireType(services, await typeOf(services, backend)).inspect(probe), aborted(signal)]);
    } finally {
      probe.backend.adminSecret.wipe();
    }
    return { answers: true, message: "" };
  } catch (error) {
    return judge(error);
  }
}

/** Whoever refuses has answered. What nobody foresaw says nothing about the back end, so it counts as no answer. */
function judge(error: unknown): Finding {
  if (!isAppError(error)) return { answers: false, message: "A look whether it answers failed." };
  const isSilent = ["backend_unavailable", "unavailable", "aborted", "internal"].includes(error.code);
  return { answers: !isSilent, message: error.message };
}

async function typeOf({ ctx }: RunServices, backend: string): Promise<string> {
  const known = ctx.catalog.backends.get(backend);
  if (known !== undefined) return known.type;
  const [row] = await ctx.db.query<{ type: string }>(
    sql`SELECT type FROM resources WHERE backend = ${backend} LIMIT 1`,
  );
  return row?.type ?? "";
}

/** What was ever built on it says how it is spoken to; a look touches none of that. */
async function readTarget(services: RunServices, backend: string): Promise<Omit<ProbeCall, "signal">> {
  const [row] = await services.ctx.db.query<{ parameters: unknown; environment: string }>(sql`
    SELECT parameters, environment FROM resources WHERE backend = ${backend} ORDER BY created_at DESC LIMIT 1`);
  const { parameters, environment } = row ?? { parameters: {}, environment: "" };
  return { backend, type: await typeOf(services, backend), resourceId: "canary_probe", environment, parameters };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
}
