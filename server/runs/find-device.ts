import { isSignedBy, parseNote, type NoteVerifier } from "#domain/audit/signed-note.ts";
import { encodeBase64url } from "#domain/credentials/base64url.ts";
import { enrolmentText } from "#domain/credentials/device-enrolment.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";
import type { DeviceOwner, SealingDevice } from "#server/runs/run-services.ts";

interface Row {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly enrolment: string;
  readonly enrolledAt: Date;
}

/**
 * Gives the device that a person's next credential is sealed to: the one they chose last, of those whose enrolment reveal
 * has signed for exactly this person and key. A row that nobody signed, or that was changed, is passed over with a warning.
 */
export async function findDevice(
  ctx: ServerContext,
  verifiers: readonly NoteVerifier[],
  owner: DeviceOwner,
): Promise<SealingDevice | null> {
  const rows = await ctx.db.query<Row>(sql`
    SELECT id, public_key AS "publicKey", enrolment, enrolled_at AS "enrolledAt" FROM devices
    WHERE principal_id = ${owner.id} AND removed_at IS NULL ORDER BY chosen_at DESC, id DESC`);
  for (const row of rows) {
    if (isEnrolled(row, verifiers, owner)) return { id: row.id, publicKey: row.publicKey };
    ctx.log.warn({ device: row.id }, "a device without a valid enrolment was passed over");
  }
  return null;
}

function isEnrolled(row: Row, verifiers: readonly NoteVerifier[], { issuer, subject }: DeviceOwner): boolean {
  const note = parseNote(row.enrolment);
  const publicKey = encodeBase64url(new Uint8Array(row.publicKey));
  const expected = enrolmentText({ id: row.id, owner: { issuer, subject }, publicKey, enrolledAt: row.enrolledAt });
  return note !== null && note.text === expected && isSignedBy(note, verifiers);
}
