import { AppError } from "#domain/errors/app-error.ts";
import type { showReadinessRoute } from "#domain/contracts/routes/show-readiness.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { getWebContext } from "#server/context.ts";
import type { Reply } from "#server/http/define-route.ts";
import { drainSignal } from "#server/http/drain-signal.ts";

const databaseMs = 2000;

/** Answers when the process can serve: its parts are open, the database answers within 2 s, and it is not draining; with the ledger's alarms. */
export async function answerReadiness(): Promise<Reply<typeof showReadinessRoute>> {
  if (drainSignal().aborted) throw new AppError("unavailable", "The process is stopping.");
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("no answer in time")), databaseMs);
  try {
    const alarms = await Promise.race([readAlarms(), late.promise]);
    return { document: { status: "ready", alarms } };
  } catch (cause) {
    throw new AppError("unavailable", "The process cannot serve now: its database or its catalog does not answer.", {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function readAlarms(): Promise<string[]> {
  const ctx = await getWebContext();
  const rows = await ctx.db.query<{ code: string }>(sql`SELECT code FROM ledger_alarms ORDER BY code`);
  return rows.map(({ code }) => code);
}
