import { askLedger } from "#cli/local/doctor/ask-ledger.ts";
import { reasonOf, type Finding, type Patient } from "#cli/local/doctor/finding.ts";
import { parseNote } from "#domain/audit/signed-note.ts";
import { openSigner } from "#server/adapters/crypto/signing/open-signer.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { readLastAnchored } from "#server/audit/anchor-log.ts";
import { auditPaths, type AuditPaths } from "#server/audit/audit-paths.ts";

const runbook = "docs/runbooks/audit-checkpoints.md";

/** Looks at the key that signs checkpoints, and whether the ledger still has the newest one that was anchored. */
export async function checkAudit(patient: Patient): Promise<Finding[]> {
  const paths = auditPaths(patient.settings.LATCHKEY_HOME);
  return Promise.all([checkKey(paths), checkAnchor(patient, paths)]);
}

async function checkKey({ signingKey }: AuditPaths): Promise<Finding> {
  const subject = "audit key";
  const cure = `Run node deploy/create-audit-key.ts where the worker runs; see ${runbook}.`;
  try {
    const signer = await openSigner(signingKey);
    if (signer !== null) return { level: "ok", subject, message: `${signer.keyId} signs as ${signer.origin}` };
    return { level: "warn", subject, message: `${signingKey} is missing: nothing here seals the audit record`, cure };
  } catch (error) {
    return { level: "fail", subject, message: reasonOf(error), cure };
  }
}

async function checkAnchor(patient: Patient, { anchor }: AuditPaths): Promise<Finding> {
  const subject = "audit anchor";
  try {
    const anchored = await readLastAnchored(anchor);
    if (anchored === null) {
      const message = `${anchor} holds no checkpoint yet`;
      return { level: "warn", subject, message, cure: "It is written within a minute of the first event." };
    }
    const held = await readNote(patient, anchored.seq);
    if (held !== null && parseNote(held)?.text === parseNote(anchored.note)?.text) {
      return {
        level: "ok",
        subject,
        message: `the ledger has checkpoint ${anchored.seq}, the newest that was anchored`,
      };
    }
    const message = `the ledger ${held === null ? "lacks" : "has another"} checkpoint ${anchored.seq}: it was cut, written anew, or restored`;
    return { level: "fail", subject, message, cure: `Follow "The ledger is behind its anchor" in ${runbook}.` };
  } catch (error) {
    const cure = "See that the ledger runs, and that the anchor can be read.";
    return { level: "warn", subject, message: `cannot be compared: ${reasonOf(error)}`, cure };
  }
}

async function readNote(patient: Patient, seq: number): Promise<string | null> {
  const [row] = await askLedger(patient, (db) =>
    db.query<{ note: string }>(sql`SELECT note FROM audit_checkpoints WHERE seq = ${seq}`),
  );
  return row?.note ?? null;
}
