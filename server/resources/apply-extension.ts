import type { AuditActor } from "#domain/audit/audit-event.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { appendAudit } from "#server/audit/append-audit.ts";
import { promise } from "#server/outbox/promise.ts";
import { closeAbout } from "#server/requests/close-about.ts";

interface Applying {
  readonly resourceId: string;
  /** The request that is granted, which the caller has locked or filed in this transaction. */
  readonly request: { readonly id: string; readonly requesterId: string };
  /** From now on. */
  readonly hours: number;
  readonly actor: AuditActor;
}

/** The new end of what was extended, and what is made for it. */
export interface Extended {
  readonly expiresAt: Date;
  /** It is thawed with a new credential. */
  readonly restores: boolean;
  /** It ends by itself: the next one, which has that end, is made beside it. */
  readonly renews: boolean;
}

interface Row extends Extended {
  readonly name: string;
  readonly requestId: string;
}

/**
 * Moves the end of a resource that the caller has locked, never to an earlier one, and fulfils the request for it. What
 * has expired, or would within the hour, is restored with a new credential for whoever asked; what ends by itself is renewed
 * by the next generation of it. Null, and nothing is done,
 * where there is nothing left to extend.
 */
export async function applyExtension(
  tx: Queryable,
  { resourceId, request, hours, actor }: Applying,
): Promise<Extended | null> {
  const [row] = await tx.query<Row>(sql`
    WITH before AS (SELECT id, clock_timestamp() + make_interval(hours => ${hours}) AS until,
        state = 'frozen' AND expires_at < clock_timestamp() + interval '1 hour' AS restores,
        state = 'active' AND facts ? 'notAfter' AS renews
      FROM resources WHERE id = ${resourceId} AND state IN ('active', 'frozen'))
    UPDATE resources r SET extensions = extensions + 1, extended_at = clock_timestamp(),
      extended_until = greatest(extended_until, b.until),
      expires_at = greatest(expires_at, resource_ends_at(ready_at, first_claim_at, claim_window_hours, lifetime_hours,
        greatest(extended_until, b.until), facts)),
      reissue = CASE WHEN b.restores THEN 'restore' WHEN b.renews THEN 'rotate' ELSE reissue END,
      reissue_by = CASE WHEN b.restores OR b.renews THEN ${request.requesterId} ELSE reissue_by END,
      reissue_access = CASE WHEN b.restores OR b.renews THEN 'owner' ELSE reissue_access END,
      reissue_acknowledged = reissue_acknowledged AND NOT b.restores,
      owner_id = CASE WHEN b.restores AND owner_left_at IS NOT NULL THEN ${request.requesterId} ELSE owner_id END,
      owner_left_at = CASE WHEN b.restores THEN NULL ELSE owner_left_at END,
      blocked_reason = CASE WHEN b.restores THEN NULL ELSE blocked_reason END, updated_at = clock_timestamp()
    FROM before b WHERE r.id = b.id
    RETURNING r.name, r.request_id AS "requestId", b.restores, b.renews,
      CASE WHEN b.renews THEN r.extended_until ELSE r.expires_at END AS "expiresAt"`);
  if (row === undefined) return null;
  const { name, requestId, expiresAt, restores, renews } = row;
  await tx.query(sql`
    UPDATE requests SET state = 'fulfilled', blocked_reason = NULL, expires_at = NULL, updated_at = clock_timestamp()
    WHERE id = ${request.id}`);
  const until = expiresAt.toISOString();
  await appendAudit(tx, {
    stream: `request:${request.id}`,
    requestId: request.id,
    actor,
    action: "request.fulfilled",
    object: `request:${request.id}`,
    message: `${name} lasts until ${until.slice(0, 16).replace("T", " ")} UTC.`,
    details: { state: "fulfilled", resourceId, until },
  });
  await appendAudit(tx, {
    stream: `resource:${resourceId}`,
    requestId,
    actor,
    action: "resource.extended",
    object: `resource:${resourceId}`,
    message: `Extended until ${until.slice(0, 16).replace("T", " ")} UTC.${madeFor(row)}`,
    details: { until, hours, by: `request:${request.id}`, restores, renews },
  });
  if (restores) {
    await closeAbout(tx, { resourceId, except: request.id, unaskedOnly: true, why: `${name} is restored.` });
  }
  if (restores || renews) await promise(tx, { topic: "resource.tend", key: resourceId, payload: { resourceId } });
  return { expiresAt, restores, renews };
}

function madeFor({ restores, renews }: Extended): string {
  if (restores) return " It is restored with a new credential.";
  return renews ? " The next one is made for that, and has to be opened; the present one holds until its own end." : "";
}
