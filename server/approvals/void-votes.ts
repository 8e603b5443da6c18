import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { notify } from "#server/notifications/notify.ts";
import type { LockedRequest } from "#server/requests/lock-request.ts";

/** Why votes do not count any more, as a sentence, and whom it is no news to. */
interface Voiding {
  readonly why: string;
  readonly except?: string;
}

/** Lets no vote of a locked request count any more and tells each voter why; gives how many counted until now. */
export async function voidVotes(
  tx: Queryable,
  record: Pick<LockedRequest, "id" | "revision" | "name">,
  { why, except }: Voiding,
): Promise<number> {
  const voided = await tx.query<{ id: string; principalId: string }>(sql`
    UPDATE votes SET valid = false WHERE request_id = ${record.id} AND valid RETURNING id, principal_id AS "principalId"`);
  for (const { id, principalId } of voided) {
    if (principalId === except) continue;
    await notify(tx, {
      dedupeKey: `approval.voided:${id}`,
      recipientId: principalId,
      template: "approval.voided",
      payload: { requestId: record.id, name: record.name, why },
    });
  }
  return voided.length;
}
