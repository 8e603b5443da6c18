import type { SealedNote } from "#domain/audit/check-seals.ts";
import { isSignedBy, parseNote, type NoteVerifier } from "#domain/audit/signed-note.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAnchored, readLastAnchored } from "#server/audit/anchor-log.ts";
import type { AuditPaths } from "#server/audit/audit-paths.ts";
import type { NoteSigner } from "#server/adapters/crypto/signing/note-signer.ts";
import { endLedgerAlarms, raiseLedgerAlarm } from "#server/audit/ledger-alarm.ts";
import { DamagedCheckpoint, sealAudit } from "#server/audit/seal-audit.ts";
import type { ServerContext } from "#server/context.ts";

const sealEveryMs = 60_000;
const sealRows = 1000;
const pageRows = 1000;

/** What checkpoints are tended with. */
export interface SealerParts {
  readonly ctx: Pick<ServerContext, "db" | "log">;
  readonly paths: Pick<AuditPaths, "anchor">;
  /** Null where this worker has no key: then it anchors what others seal. */
  readonly signer: NoteSigner | null;
  readonly verifiers: readonly NoteVerifier[];
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number;
}

/**
 * Gives one turn of the sealer: hold the ledger against the anchor, copy what is new, and seal when it is time: 60 s
 * after the last time when something changed, sooner after 1,000 events.
 *
 * A ledger that lacks what was anchored, or has another checkpoint in its place, raises an alarm and is not sealed.
 */
export function tendCheckpoints(parts: SealerParts): () => Promise<void> {
  let sealedAt = -Infinity;
  let sealedPosition = 0;
  let mayBeAlarmed = true;
  return async () => {
    try {
      await anchorNew(parts);
      const position = await newestPosition(parts);
      const isDue = parts.now() - sealedAt >= sealEveryMs || position - sealedPosition >= sealRows;
      if (parts.signer !== null && position !== sealedPosition && isDue) {
        const isSealed = await sealAll(parts, parts.signer);
        if (isSealed) [sealedAt, sealedPosition] = [parts.now(), position];
      }
      if (mayBeAlarmed) await endLedgerAlarms(parts.ctx);
      mayBeAlarmed = false;
    } catch (error) {
      if (!(error instanceof DamagedCheckpoint || error instanceof BehindAnchor)) throw error;
      mayBeAlarmed = true;
      const code = error instanceof BehindAnchor ? "ledger_behind_anchor" : "checkpoint_damaged";
      await raiseLedgerAlarm(parts.ctx, code, error.message);
    }
  };
}

class BehindAnchor extends Error {}

/** False where another worker was at it: whether it saw the newest events is looked at in the next turn. */
async function sealAll(parts: SealerParts, signer: NoteSigner): Promise<boolean> {
  for (;;) {
    const sealing = await sealAudit(parts.ctx.db, signer, parts.verifiers);
    if (sealing === "busy") return false;
    if (sealing === "nothing") return true;
    await anchorNew(parts);
    if (!sealing.hasMore) return true;
  }
}

/** Appends to the anchor what the ledger has beyond it. @throws BehindAnchor, DamagedCheckpoint */
async function anchorNew({ ctx, paths, verifiers }: SealerParts): Promise<void> {
  const anchored = await readLastAnchored(paths.anchor);
  let known = anchored?.seq ?? 0;
  const [held] = anchored === null ? [] : await readNotes(ctx, known - 1, 1);
  if (anchored !== null && (held?.seq !== known || textOf(held) !== textOf(anchored))) throw behind(known, held);
  for (;;) {
    const notes = await readNotes(ctx, known, pageRows);
    const forged = notes.find(({ note }) => !isSigned(note, verifiers));
    if (forged)
      throw new DamagedCheckpoint(`Checkpoint ${forged.seq} of the ledger is signed by no key of this record.`);
    if (known === 0 && notes.length > 1)
      ctx.log.warn({ path: paths.anchor }, "the anchor was not there and is made anew");
    await appendAnchored(paths.anchor, notes);
    known = notes.at(-1)?.seq ?? known;
    if (notes.length < pageRows) return;
  }
}

function behind(known: number, held: SealedNote | undefined): BehindAnchor {
  const what = held?.seq === known ? "has another one in its place" : "does not have it";
  return new BehindAnchor(
    `Checkpoint ${known} was anchored and the ledger ${what}: it was cut, written anew, or restored.`,
  );
}

async function readNotes({ db }: SealerParts["ctx"], after: number, limit: number): Promise<SealedNote[]> {
  const rows = await db.query<{ seq: string; note: string }>(
    sql`SELECT seq, note FROM audit_checkpoints WHERE seq > ${after} ORDER BY seq LIMIT ${limit}`,
  );
  return rows.map(({ seq, note }) => ({ seq: Number(seq), note }));
}

async function newestPosition({ ctx }: SealerParts): Promise<number> {
  const [row] = await ctx.db.query<{ position: string | null }>(
    sql`SELECT max(position) AS position FROM audit_events`,
  );
  return Number(row?.position ?? 0);
}

function textOf({ note }: SealedNote): string | undefined {
  return parseNote(note)?.text;
}

function isSigned(note: string, verifiers: readonly NoteVerifier[]): boolean {
  const signed = parseNote(note);
  return signed !== null && isSignedBy(signed, verifiers);
}
