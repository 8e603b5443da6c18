import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeEvents } from "#components/requests/merge-events.ts";
import type { RequestEvent } from "#domain/contracts/request.ts";

/** The request's own stream moves first, then its resource's. */
const idOf = (place: number) => `${Math.min(place, 20)}-${Math.max(place - 20, 0)}`;

const event = (place: number): RequestEvent => ({
  id: idOf(place),
  kind: "history",
  at: "2026-01-01T00:00:00.000Z",
  action: "request.noted",
  message: String(place),
  actor: null,
  state: null,
  step: null,
});

test("however a stream is cut and replayed, the history is whole, ordered and without doubles", () => {
  const ids = fc.array(fc.integer({ min: 1, max: 50 }));
  fc.assert(
    fc.property(fc.array(ids), (batches) => {
      const merged = batches.reduce<readonly RequestEvent[]>(
        (known, batch) => mergeEvents(known, batch.map(event)),
        [],
      );
      const expected = [...new Set(batches.flat())].toSorted((a, b) => a - b).map(idOf);
      expect(merged.map(({ id }) => id)).toEqual(expected);
    }),
  );
});

test("nothing new gives the very same history, so that nothing is drawn again", () => {
  const known = [event(1), event(2)];
  expect(mergeEvents(known, [event(2)])).toBe(known);
});
