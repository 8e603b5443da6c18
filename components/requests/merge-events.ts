import type { RequestEvent } from "#domain/contracts/request.ts";

/** Adds events to a history: each once, in the order of their ids, whatever a reconnected stream sends again. */
export function mergeEvents(known: readonly RequestEvent[], more: readonly RequestEvent[]): readonly RequestEvent[] {
  const seen = new Set(known.map((event) => event.id));
  const fresh = more.filter((event) => !seen.has(event.id) && seen.add(event.id));
  if (fresh.length === 0) return known;
  return [...known, ...fresh].toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** An event's id counts the events of both its streams up to it. */
function placeOf({ id }: RequestEvent): number {
  return id.split("-").reduce((sum, count) => sum + Number(count), 0);
}
