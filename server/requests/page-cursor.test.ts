import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeCursorText } from "#server/requests/cursor-text.ts";
import { decodeCursor, encodeCursor } from "#server/requests/page-cursor.ts";

const refused = expect.objectContaining({ code: "invalid_input" });
const place = { createdAt: new Date("2026-11-27T20:00:00.123Z"), id: "req_01jdxyz0123456789" };
const cursor = encodeCursor(place, "requests");

test("gives back the place it was made of", () => {
  expect(decodeCursor(cursor, "requests")).toEqual(place);
  expect(cursor.length).toBeLessThan(200);
});

test("is none of another list", () => {
  expect(() => decodeCursor(cursor, "resources")).toThrow(refused);
});

test("refuses a cursor with any one character changed, cut or added", () => {
  for (let at = 0; at < cursor.length; at++) {
    const other = cursor[at] === "A" ? "B" : "A";
    for (const changed of [cursor.slice(0, at) + other + cursor.slice(at + 1), cursor.slice(0, at)]) {
      expect(() => decodeCursor(changed, "requests"), changed).toThrow(refused);
    }
  }
  for (const more of ["A", "=", " ", "\n", "!"]) expect(() => decodeCursor(cursor + more, "requests")).toThrow(refused);
});

test.for([
  [],
  ["2026-11-27T20:00:00.123Z"],
  ["2026-11-27T20:00:00.123Z", "a\0b"],
  ["2026-11-27T20:00:00.123Z", "\ud800"],
  ["2026-11-27T20:00:00.123Z", "a".repeat(101)],
  ["2026-11-27T20:00:00.123Z", ""],
  ["2026-11-27T20:00:00.123456789Z", "req_1"],
  ["0000-01-01T00:00:00.000Z", "req_1"],
  ["+275760-09-13T00:00:00.000Z", "req_1"],
  ["infinity", "req_1"],
  [1, 2],
])("refuses %j, well made as it is, since no row has such a place", (parts) => {
  expect(() => decodeCursor(encodeCursorText("requests", parts), "requests")).toThrow(refused);
});

test("refuses whatever text it is given, and with nothing else than invalid_input", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: "binary" })), (text) => {
      expect(() => decodeCursor(text, "requests")).toThrow(refused);
    }),
    { numRuns: 100 },
  );
});
