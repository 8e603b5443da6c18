import { sql, type SqlStatement } from "#server/adapters/db/sql.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { decodeCursor, type PagePosition } from "#server/requests/page-cursor.ts";
import { requestFilterSql, type RequestFilter } from "#server/requests/request-filter.ts";
import type { RequestParts } from "#server/requests/visible-requests.ts";

interface Page {
  readonly cursor?: string;
  /** Rows at most. */
  readonly limit: number;
}

/**
 * Finds a page of the requests of any of `parts` that pass the filter, newest first, each once.
 *
 * Each part is read by an index of its own in the order of the list and no further than the page: what it takes follows
 * from the page, not from how many requests there are or how many of them somebody sees.
 * @throws invalid_input for a cursor that this server did not make
 */
export async function findRequestPage(
  db: Queryable,
  { parts, filter, page }: { readonly parts: RequestParts; readonly filter: RequestFilter; readonly page: Page },
): Promise<readonly PagePosition[]> {
  const rest = sql`${requestFilterSql(filter)} AND ${withinSql(parts)} AND ${afterCursorSql(page.cursor)}
    ORDER BY r.created_at DESC, r.id DESC LIMIT ${page.limit}`;
  const found = sources(parts, rest).reduce((all, one) => sql`${all} UNION ${one}`);
  return db.query<PagePosition>(sql`
    SELECT id, created_at AS "createdAt" FROM (${found}) found ORDER BY created_at DESC, id DESC LIMIT ${page.limit}`);
}

function sources({ all, personId, teams }: RequestParts, rest: SqlStatement): SqlStatement[] {
  if (all) return [sql`(SELECT r.id, r.created_at FROM requests r WHERE ${rest})`];
  const ofTeams = sql`
    (SELECT part.id, part.created_at FROM unnest(${teams}::text[]) t(team)
     CROSS JOIN LATERAL (SELECT r.id, r.created_at FROM requests r WHERE r.team = t.team AND ${rest}) part)`;
  if (personId === null) return [ofTeams];
  return [
    sql`(SELECT r.id, r.created_at FROM requests r WHERE r.requester_id = ${personId} AND ${rest})`,
    sql`(SELECT r.id, r.created_at FROM requests r WHERE r.on_behalf_of_id = ${personId} AND ${rest})`,
    ...(teams.length > 0 ? [ofTeams] : []),
  ];
}

function withinSql({ within }: RequestParts): SqlStatement {
  if (within === null) return sql`TRUE`;
  const { environments, templates } = within;
  return sql`r.environment = ANY(${[...environments]}::text[])
    AND (${templates === null}::boolean OR r.template_id = ANY(${[...(templates ?? [])]}::text[]))`;
}

/** The first comparison says nothing new: it is the one that an index can begin at. */
function afterCursorSql(cursor: string | undefined): SqlStatement {
  if (cursor === undefined) return sql`TRUE`;
  const { createdAt, id } = decodeCursor(cursor, "requests");
  return sql`r.created_at <= ${createdAt} AND (r.created_at, r.id) < (${createdAt}, ${id})`;
}
