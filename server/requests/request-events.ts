import { z } from "zod";
import { requestStates, type RequestEvent } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { sql } from "#server/adapters/db/sql.ts";

const storedEvent = z.object({
  at: z.iso.datetime(),
  action: z.string(),
  message: z.string(),
  actor: z.object({ name: z.string().nullable() }).nullable(),
  details: z.object({
    state: z.enum(requestStates).optional().catch(undefined),
    step: z.object({ name: z.string(), state: z.string(), attempt: z.number().int() }).optional(),
  }),
});

interface Row {
  readonly stream: string;
  readonly seq: string;
  readonly text: string;
}

/** How far a reader has come in the two streams that make a request's history. */
interface Place {
  readonly request: number;
  readonly resource: number;
}

const pageRows = 500;

/**
 * Reads a request's history after an event id, oldest first: its own stream and that of its resource.
 *
 * An event id counts both streams. Each has one order, that of its commits; a place in a common order could be passed
 * before an earlier event has committed, and that event would be lost to a reader that resumes.
 * @param after the id of an event of this feed, or null for the beginning
 * @throws invalid_input when `after` is not an event id
 */
export async function readRequestEvents(db: Queryable, id: string, after: string | null): Promise<RequestEvent[]> {
  let place = parsePlace(after);
  const own = `request:${id}`;
  const rows = await db.query<Row>(sql`
    SELECT stream, seq, text FROM audit_events
    WHERE request_id = ${id} AND seq > CASE WHEN stream = ${own} THEN ${place.request}::bigint ELSE ${place.resource}::bigint END
    ORDER BY position LIMIT ${pageRows}`);
  return rows.map((row) => {
    place = row.stream === own ? { ...place, request: Number(row.seq) } : { ...place, resource: Number(row.seq) };
    return presentEvent(row, place);
  });
}

/** Tells whether `text` has the form of an event id of this feed. */
export function isRequestEventId(text: string): boolean {
  return /^\d{1,12}-\d{1,12}$/.test(text);
}

function parsePlace(after: string | null): Place {
  if (after === null || after === "") return { request: 0, resource: 0 };
  if (!isRequestEventId(after)) throw new AppError("invalid_input", "Last-Event-ID is not an event id of this feed.");
  const [request = 0, resource = 0] = after.split("-").map(Number);
  return { request, resource };
}

function presentEvent(row: Row, place: Place): RequestEvent {
  const { at, action, message, actor, details } = storedEvent.parse(JSON.parse(row.text));
  const stateOrHistory = details.state ? "state" : "history";
  return {
    id: `${place.request}-${place.resource}`,
    kind: details.step ? "step" : stateOrHistory,
    at,
    action,
    message,
    actor: actor?.name ?? null,
    state: details.state ?? null,
    step: details.step ?? null,
  };
}
