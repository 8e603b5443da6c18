import { emptyLooksMax } from "#domain/credentials/drain.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { QueueJob } from "#server/adapters/queue/queues.ts";

const batchRows = 200;
/** What is younger is still on its ordinary way through the outbox and the queue. */
const graceSeconds = 2;

/**
 * Finds, from the rows alone, every run that should be moving and is not: the queue may be empty or lost. What waits for a
 * back end that does not answer or is paused, and says so, is left out: it would only crowd out what can move.
 */
export async function findDueWork(db: Queryable): Promise<QueueJob[]> {
  return db.query<QueueJob>(sql`
    (SELECT 'run.start' AS topic, jsonb_build_object('requestId', id) AS payload FROM requests
     WHERE state = 'approved' AND blocked_reason IS DISTINCT FROM 'tampered'
       AND NOT (blocked_reason IS NOT NULL AND EXISTS (SELECT FROM backend_health h
         WHERE h.name = decision #>> '{effective,backend}' AND (h.opened_at IS NOT NULL OR h.paused_at IS NOT NULL)))
       AND updated_at < clock_timestamp() - make_interval(secs => ${graceSeconds}) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'release.start', jsonb_build_object('resourceId', r.id) FROM resources r
     WHERE r.state = 'destroying' AND r.updated_at < clock_timestamp() - make_interval(secs => ${graceSeconds})
       AND NOT EXISTS (
         SELECT FROM runs WHERE resource_id = r.id AND kind = 'release' AND state IN ('running', 'undoing')) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'resource.tend', jsonb_build_object('resourceId', r.id) FROM resources r
     WHERE (r.state = 'frozen' OR r.reissue IS NOT NULL) AND r.state IN ('active', 'frozen')
       AND (r.reissue IS NOT NULL OR EXISTS (SELECT FROM grants WHERE resource_id = r.id AND ended_at IS NULL AND closed_unproven_at IS NULL))
       AND r.updated_at < clock_timestamp() - make_interval(secs => ${graceSeconds})
       AND NOT EXISTS (
         SELECT FROM runs WHERE resource_id = r.id AND kind IN ('freeze', 'restore', 'rotate')
           AND state IN ('running', 'undoing')) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'resource.tend', jsonb_build_object('resourceId', r.id) FROM resources r
     WHERE r.state = 'active' AND NOT EXISTS (SELECT FROM runs WHERE resource_id = r.id AND state IN ('running', 'undoing'))
       AND r.id IN (
         SELECT resource_id FROM grants WHERE ended_at IS NULL AND closed_unproven_at IS NULL AND state IN ('expired', 'revoked')
         UNION SELECT o.resource_id FROM grants n JOIN grants o ON o.resource_id = n.resource_id
           AND o.access = n.access AND o.generation < n.generation AND o.ended_at IS NULL AND o.closed_unproven_at IS NULL
           AND o.emergency_id IS NULL AND o.state NOT IN ('expired', 'revoked')
           AND (o.drain_until IS NULL OR (o.changed_at IS NULL
             AND (o.drain_until <= clock_timestamp() OR o.empty_looks >= ${emptyLooksMax})))
         WHERE n.generation > 1 AND n.state = 'confirmed' AND n.emergency_id IS NULL) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'resource.tend', jsonb_build_object('resourceId', resource_id) FROM emergencies
     WHERE state = 'active' AND (until <= clock_timestamp() OR (generation IS NULL
       AND activated_at < clock_timestamp() - make_interval(secs => ${graceSeconds}))) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'resource.tend', jsonb_build_object('resourceId', l.resource_id) FROM leases l
     JOIN principals p ON p.id = l.principal_id LEFT JOIN service_accounts a ON a.id = p.id
     JOIN resources r ON r.id = l.resource_id AND r.state IN ('active', 'frozen')
     WHERE l.ended_at IS NULL AND CASE WHEN l.generation IS NULL
       THEN l.state = 'waiting' AND l.created_at < clock_timestamp() - make_interval(secs => ${graceSeconds})
       ELSE l.state NOT IN ('waiting', 'active') OR l.expires_at <= clock_timestamp() OR (l.state = 'active'
         AND (r.state = 'frozen' OR p.disabled_at IS NOT NULL OR a.revoked_at IS NOT NULL)) END
     GROUP BY l.resource_id ORDER BY min(l.created_at) LIMIT ${batchRows})
    UNION ALL
    (SELECT DISTINCT 'resource.look', jsonb_build_object('resourceId', g.resource_id) FROM grants g
     JOIN resources r ON r.id = g.resource_id AND r.state = 'active'
     WHERE g.ended_at IS NULL AND g.look_at <= clock_timestamp() AND NOT EXISTS (
       SELECT FROM backend_health h WHERE h.name = r.backend AND h.opened_at IS NOT NULL) LIMIT ${batchRows})
    UNION ALL
    (SELECT 'resource.revert', jsonb_build_object('resourceId', i.resource_id) FROM inspections i
     WHERE i.revert_at < clock_timestamp() - make_interval(secs => ${graceSeconds})
       AND NOT EXISTS (SELECT FROM runs WHERE resource_id = i.resource_id AND state IN ('running', 'undoing'))
       LIMIT ${batchRows})
    UNION ALL
    (SELECT 'closure.apply', jsonb_build_object('closureId', id) FROM closures
     WHERE confirmed_at < clock_timestamp() - make_interval(secs => ${graceSeconds}) AND applied_at IS NULL LIMIT ${batchRows})
    UNION ALL
    (SELECT 'run.continue', jsonb_build_object('runId', r.id) FROM runs r
     WHERE r.state IN ('running', 'undoing')
       AND NOT EXISTS (SELECT FROM steps s WHERE s.run_id = r.id AND
         (s.lease_until > clock_timestamp() OR (s.state = 'pending' AND s.attempt > 0 AND s.due_at > clock_timestamp())))
       AND NOT EXISTS (SELECT FROM resources x JOIN backend_health h ON h.name = x.backend
         WHERE x.id = r.resource_id AND x.blocked_reason IS NOT NULL AND h.opened_at IS NOT NULL)
       AND r.created_at < clock_timestamp() - make_interval(secs => ${graceSeconds}) LIMIT ${batchRows})`);
}
