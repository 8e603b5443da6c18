import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readBackend } from "#server/catalog/read-backend.ts";
import { readDisconnectedBackends } from "#server/catalog/read-disconnected-backends.ts";
import { recordSurvey } from "#server/reconcile/record-survey.ts";
import { requireType, type RunServices } from "#server/runs/run-services.ts";

/** Every back end is asked for what is ours about this often. */
const surveySeconds = 300;
const deadlineMs = 60_000;

/** Takes the back ends that are due, each by one worker; gives their names. Those without an admin secret are left out. */
export async function claimSurveys({ ctx }: RunServices): Promise<readonly string[]> {
  const disconnected = await readDisconnectedBackends(ctx.db);
  const names = [...ctx.catalog.backends.keys()].filter((name) => !disconnected.includes(name));
  await ctx.db.query(sql`
    INSERT INTO backend_surveys (backend, due_at)
    SELECT name, clock_timestamp() + make_interval(secs => 30 * random()) FROM unnest(${names}::text[]) AS n(name)
    ON CONFLICT DO NOTHING`);
  const due = await ctx.db.query<{ backend: string }>(sql`
    UPDATE backend_surveys SET due_at = clock_timestamp() + make_interval(secs => ${surveySeconds} * (0.9 + random() / 5))
    WHERE backend = ANY(${names}) AND due_at <= clock_timestamp() RETURNING backend`);
  return due.map(({ backend }) => backend);
}

/** Asks one back end for everything that bears our marker, and writes down what nobody owns. */
export async function surveyBackend(services: RunServices, name: string): Promise<void> {
  const { ctx, drain } = services;
  try {
    const type = requireType(services, ctx.catalog.backends.get(name)?.type ?? "");
    if (type.listOwned === undefined) return;
    const [clock] = await ctx.db.query<{ now: Date }>(sql`SELECT clock_timestamp() AS now`);
    const backend = await readBackend(ctx, name);
    try {
      const signal = AbortSignal.any([drain, AbortSignal.timeout(deadlineMs)]);
      const owned = await type.listOwned({ backend, signal });
      await recordSurvey(ctx, { backend: name, type: type.id, begunAt: clock?.now ?? new Date(0), owned });
    } finally {
      backend.adminSecret.wipe();
    }
  } catch (error) {
    ctx.log.warn({ err: error, backend: name }, "a back end did not tell what is ours on it");
    const failure = isAppError(error) ? error.message : "It failed for a reason nobody foresaw.";
    await ctx.db.query(sql`
      UPDATE backend_surveys SET failed_at = clock_timestamp(), failure = ${failure.slice(0, 500)} WHERE backend = ${name}`);
  }
}
