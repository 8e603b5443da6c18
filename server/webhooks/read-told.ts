import { z } from "zod";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ToldEvent } from "#domain/webhooks/events-of-audit.ts";
import type { WebhookData } from "#domain/webhooks/webhook-payload.ts";

interface About {
  readonly requestId: string | null;
  readonly resourceId: string | null;
}

/** The rows that an audit event is about, as far as they may be told outside. */
export interface ToldSubject {
  readonly team: string | null;
  /** Of the request; null: there is none. */
  readonly kind: string | null;
  readonly request: WebhookData["request"];
  readonly resource: WebhookData["resource"];
}

const requestRow = z.object({
  id: z.string(),
  kind: z.string(),
  revision: z.number().int(),
  state: z.string(),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  classification: z.string(),
  template: z.string(),
});
const resourceRow = z.object({
  id: z.string(),
  state: z.string(),
  name: z.string(),
  team: z.string(),
  environment: z.string(),
  template: z.string(),
});

/**
 * Reads request and resource by their ids: the one named, and the other through it. These columns are all that leaves:
 * no parameters, no purpose, no reason, no connection.
 *
 * @param origin of the portal, for links
 */
export async function readSubject(
  db: Queryable,
  { requestId, resourceId }: About,
  origin: string,
): Promise<ToldSubject> {
  const [foundResource] = await db.query(sql`
    SELECT r.id, r.state, r.name, r.team, r.environment, q.template_id AS template, r.request_id AS "requestId"
    FROM resources r JOIN requests q ON q.id = r.request_id
    WHERE r.id = coalesce(${resourceId}, (SELECT about_resource_id FROM requests WHERE id = ${requestId}))
      OR (${resourceId}::text IS NULL AND r.request_id = ${requestId}) LIMIT 1`);
  const [foundRequest] = await db.query(sql`
    SELECT id, kind, revision, state, name, team, environment, classification, template_id AS template
    FROM requests WHERE id = coalesce(${requestId}, ${(foundResource?.requestId as string | undefined) ?? null})`);
  const { team: ofRequest, ...request } = (foundRequest && requestRow.parse(foundRequest)) ?? { team: null };
  const { team: ofResource, ...resource } = (foundResource && resourceRow.parse(foundResource)) ?? { team: null };
  return {
    team: ofResource ?? ofRequest,
    kind: "kind" in request ? request.kind : null,
    request: "id" in request ? { ...request, url: `${origin}/requests/${request.id}` } : undefined,
    resource: "id" in resource ? { ...resource, url: `${origin}/resources/${resource.id}` } : undefined,
  };
}

/** Reads a grant, leases and an emergency access by their ids. */
export async function readPassed(
  db: Queryable,
  { grantId, leaseIds = [], emergencyId }: Omit<ToldEvent, "type">,
  revealOrigin: string,
): Promise<Pick<WebhookData, "grant" | "leases" | "emergency">> {
  const [grant] = grantId
    ? await db.query<{ id: string; state: string; generation: number }>(sql`
        SELECT id, state, generation FROM grants WHERE id = ${grantId}`)
    : [];
  const leases =
    leaseIds.length === 0
      ? []
      : await db.query<{ id: string; state: string }>(sql`
          SELECT id, state FROM leases WHERE id = ANY(${[...leaseIds]}) ORDER BY id`);
  const [emergency] = emergencyId
    ? await db.query<{ id: string; state: string; until: Date | null }>(sql`
        SELECT id, state, until FROM emergencies WHERE id = ${emergencyId}`)
    : [];
  return {
    ...(grant && { grant: { ...grant, url: `${revealOrigin}/g/${encodeURIComponent(grant.id)}` } }),
    ...(leases.length > 0 && { leases: leases.map(({ id, state }) => ({ id, state })) }),
    ...(emergency && { emergency: { ...emergency, until: emergency.until?.toISOString() ?? null } }),
  };
}
