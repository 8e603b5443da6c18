import type { QueueEntry } from "#domain/contracts/queue.ts";

/** What stands on the page, in its order. */
export interface ShownQueue {
  readonly order: readonly string[];
  readonly entries: ReadonlyMap<string, QueueEntry>;
}

/** How the newest answer of the server is to be taken. */
interface Merging {
  readonly latest: readonly QueueEntry[];
  /** Whether the server has more behind what it answered. */
  readonly more: boolean;
  /** Stay though the server does not have them any more: what is being read, or was just decided here. */
  readonly kept: ReadonlySet<string>;
}

/** Makes a page of what the server answered, all of it. */
export function showQueue(latest: readonly QueueEntry[]): ShownQueue {
  return { order: latest.map(({ id }) => id), entries: new Map(latest.map((entry) => [entry.id, entry])) };
}

/**
 * Takes an answer of the server into a page that somebody reads: what waits no more leaves, nothing moves and nothing new
 * comes in between. What is behind the end of the answer stays while the server has more.
 *
 * Gives the page as it was where nothing changed.
 */
export function mergeQueue(shown: ShownQueue, { latest, more, kept }: Merging): ShownQueue {
  const waiting = new Map(latest.map((entry) => [entry.id, entry]));
  const end = shown.order.findLastIndex((id) => waiting.has(id));
  const order = shown.order.filter((id, index) => waiting.has(id) || kept.has(id) || (more && index > end));
  const entries = new Map(order.map((id) => [id, waiting.get(id) ?? shown.entries.get(id)] as const));
  const isSame = order.length === shown.order.length && order.every((id) => entries.get(id) === shown.entries.get(id));
  if (isSame) return shown;
  return { order, entries: new Map([...entries].flatMap(([id, entry]) => (entry ? [[id, entry]] : []))) };
}

/** Counts what the server has and the page does not show; `settled` was decided here and is not news. */
export function countFresh(shown: ShownQueue, latest: readonly QueueEntry[], settled: ReadonlySet<string>): number {
  return latest.filter(({ id }) => !shown.entries.has(id) && !settled.has(id)).length;
}
