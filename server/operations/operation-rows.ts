import { z } from "zod";
import { operationKinds } from "#domain/contracts/operation.ts";
import { personSchema } from "#domain/contracts/request.ts";
import { partySchema } from "#server/operations/party-schema.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

const rowSchema = z.object({
  id: z.string(),
  kind: z.enum(operationKinds),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  requestId: z.string(),
  resourceId: z.string().nullable(),
  backend: z.string().nullable(),
  state: z.enum(["waiting", "running", "undoing"]),
  blockedReason: z.string().nullable(),
  since: z.date(),
  now: z.date(),
  step: z
    .object({
      name: z.string(),
      title: z.string(),
      attempts: z.number(),
      forgiven: z.number(),
      state: z.string(),
      code: z.string().nullable(),
      message: z.string().nullable(),
      dueAt: z.coerce.date(),
      leaseUntil: z.coerce.date().nullable(),
    })
    .nullable(),
  outage: z.object({ nextAt: z.coerce.date().nullable() }).nullable(),
  handover: z.object({ to: personSchema, by: personSchema, note: z.string(), at: z.coerce.date() }).nullable(),
  closure: z.object({ id: z.string(), by: personSchema, reason: z.string(), at: z.coerce.date() }).nullable(),
  requester: partySchema,
  onBehalfOf: partySchema.nullable(),
  owner: partySchema.nullable(),
  isAccount: z.boolean(),
});

/** Something that is not over, as the ledger has it. */
export type OperationRow = z.infer<typeof rowSchema>;

const rowsMax = 200;

/** Reads everything that is not over, or the one of this id: runs, granted requests that wait to be built, and what is blocked and nothing runs on. Blocked first, the oldest first. */
export async function readOperations(db: Queryable, id: string | null = null): Promise<OperationRow[]> {
  const rows = await db.query(sql`
    WITH open AS (
      SELECT u.id, u.kind, r.name, r.team, r.environment, u.request_id, r.id AS resource_id, r.backend, u.state,
        r.blocked_reason, u.created_at AS since, r.owner_id
      FROM runs u JOIN resources r ON r.id = u.resource_id
      WHERE u.state IN ('running', 'undoing') AND (${id}::text IS NULL OR u.id = ${id})
      UNION ALL
      SELECT q.id, 'request', q.name, q.team, q.environment, q.id, NULL, q.decision #>> '{effective,backend}', 'waiting',
        q.blocked_reason, q.updated_at, NULL
      FROM requests q WHERE q.state = 'approved' AND (${id}::text IS NULL OR q.id = ${id})
      UNION ALL
      SELECT r.id, 'resource', r.name, r.team, r.environment, r.request_id, r.id, r.backend, 'waiting', r.blocked_reason,
        r.updated_at, r.owner_id
      FROM resources r WHERE r.blocked_reason IS NOT NULL AND r.state <> 'destroyed' AND (${id}::text IS NULL OR r.id = ${id})
        AND NOT EXISTS (SELECT FROM runs u WHERE u.resource_id = r.id AND u.state IN ('running', 'undoing'))
      ORDER BY 10 NULLS LAST, 11 LIMIT ${rowsMax})
    SELECT o.id, o.kind, o.name, o.team, o.environment, o.request_id AS "requestId", o.resource_id AS "resourceId",
      o.backend, o.state, o.blocked_reason AS "blockedReason", o.since, clock_timestamp() AS now,
      (SELECT jsonb_build_object('name', s.name, 'title', s.title, 'state', s.state, 'code', s.error_code, 'message', s.error_message,
         'attempts', CASE WHEN o.state = 'undoing' THEN s.undo_attempt ELSE s.attempt END,
         'forgiven', CASE WHEN o.state = 'undoing' THEN s.undo_forgiven ELSE s.forgiven END,
         'dueAt', s.due_at, 'leaseUntil', s.lease_until)
       FROM steps s WHERE s.run_id = o.id AND CASE WHEN o.state = 'undoing' THEN s.attempt > 0 AND s.state <> 'undone' ELSE s.state <> 'done' END
       ORDER BY CASE WHEN o.state = 'undoing' THEN -s.position ELSE s.position END LIMIT 1) AS step,
      (SELECT jsonb_build_object('nextAt', h.probe_at) FROM backend_health h WHERE h.name = o.backend AND h.opened_at IS NOT NULL) AS outage,
      (SELECT jsonb_build_object('to', jsonb_build_object('id', a.id, 'name', a.name, 'email', a.email),
         'by', jsonb_build_object('id', b.id, 'name', b.name, 'email', b.email), 'note', h.note, 'at', h.at)
       FROM handovers h JOIN principals a ON a.id = h.assignee_id JOIN principals b ON b.id = h.by_id WHERE h.run_id = o.id) AS handover,
      (SELECT jsonb_build_object('id', c.id, 'by', jsonb_build_object('id', p.id, 'name', p.name, 'email', p.email),
         'reason', c.reason, 'at', c.proposed_at)
       FROM closures c JOIN principals p ON p.id = c.proposed_by
       WHERE c.run_id = o.id AND c.confirmed_at IS NULL AND c.proposed_at > clock_timestamp() - interval '24 hours'
       ORDER BY c.proposed_at DESC LIMIT 1) AS closure,
      jsonb_build_object('principalId', pr.id, 'email', pr.email) AS requester, pr.kind <> 'user' AS "isAccount",
      CASE WHEN pb.id IS NULL THEN NULL ELSE jsonb_build_object('principalId', pb.id, 'email', pb.email) END AS "onBehalfOf",
      CASE WHEN po.id IS NULL THEN NULL ELSE jsonb_build_object('principalId', po.id, 'email', po.email) END AS owner
    FROM open o JOIN requests q ON q.id = o.request_id JOIN principals pr ON pr.id = q.requester_id
      LEFT JOIN principals pb ON pb.id = q.on_behalf_of_id LEFT JOIN principals po ON po.id = o.owner_id
    ORDER BY o.blocked_reason IS NULL, o.since`);
  return rows.map((row) => rowSchema.parse(row));
}
