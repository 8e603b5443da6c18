import { sql } from "#server/adapters/db/sql.ts";
import type { Evidence } from "#server/packs/evidence/evidence.ts";

/** The newest signed checkpoints over the record, and whether its own watch is at rest. */
export const auditIntegrity: Evidence = {
  id: "audit-integrity",
  title: "Integrity of the record",
  shows:
    "The newest ten signed checkpoints, what came after the last, and the alarms of the watch that compares ledger and anchor each minute. Verify the whole record with latchkey audit verify.",
  ofRecord: true,
  read: async ({ db }) => {
    const checkpoints = await db.query<{ seq: string; at: Date; size: string; root: string; keyId: string }>(sql`
      SELECT seq, at, tree_size AS size, encode(root, 'base64') AS root, key_id AS "keyId" FROM audit_checkpoints
      ORDER BY seq DESC LIMIT 10`);
    const alarms = await db.query<{ message: string }>(sql`SELECT message FROM ledger_alarms ORDER BY since`);
    const [{ unsealed } = { unsealed: 0 }] = await db.query<{ unsealed: number }>(sql`
      SELECT count(*)::int AS unsealed FROM (SELECT FROM audit_events
        WHERE at > coalesce((SELECT max(at) FROM audit_checkpoints), '-infinity') LIMIT 10000) e`);
    const [last] = checkpoints;
    const sealed = last ? `Checkpoint ${last.seq} of ${last.at.toISOString()}` : "No checkpoint yet";
    const watch = alarms.length === 0 ? "no alarm" : alarms.map(({ message }) => message).join(" ");
    return {
      finding: `${sealed}; ${unsealed} events came after it; ${watch}.`,
      violations: alarms.length,
      columns: ["Checkpoint", "When", "Leaves", "Root", "Key"],
      rows: checkpoints.map(({ seq, at, size, root, keyId }) => [seq, at.toISOString(), size, root, keyId]),
    };
  },
};
