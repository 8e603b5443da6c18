import { systemActor } from "#domain/audit/audit-event.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import type { ServerContext } from "#server/context.ts";

/** What can be wrong with the ledger as a whole. */
export type LedgerAlarmCode = "ledger_behind_anchor" | "checkpoint_damaged";

type Parts = Pick<ServerContext, "db" | "log">;

/** Says that something is wrong with the ledger: in its alarms, once in the record and in the log, until it ends. */
export async function raiseLedgerAlarm({ db, log }: Parts, code: LedgerAlarmCode, message: string): Promise<void> {
  await db.transaction(async (tx) => {
    const fresh = await tx.query(sql`
      INSERT INTO ledger_alarms (code, message) VALUES (${code}, ${message}) ON CONFLICT (code) DO NOTHING RETURNING code`);
    if (fresh.length === 0) return;
    log.error({ alarm: code }, message);
    await appendAudit(tx, event("audit.alarm_raised", code, message));
  });
}

/** Ends the alarms that are raised, and says so in the record. */
export async function endLedgerAlarms({ db, log }: Parts): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { code } of await tx.query<{ code: string }>(sql`DELETE FROM ledger_alarms RETURNING code`)) {
      log.warn({ alarm: code }, "the alarm has ended");
      await appendAudit(
        tx,
        event("audit.alarm_ended", code, "The checkpoints of the ledger and the anchor agree again."),
      );
    }
  });
}

function event(action: string, code: string, message: string) {
  const place = { stream: "ledger:alarms", requestId: null, object: "ledger:alarms", actor: systemActor };
  return { ...place, action, message, details: { code } };
}
