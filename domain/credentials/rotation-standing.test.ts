import { expect, test } from "vitest";
import { rotationStanding, type RotatedCredential } from "#domain/credentials/rotation-standing.ts";

const now = new Date("2026-11-27T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

function credential(generation: number, change: Partial<RotatedCredential> = {}): RotatedCredential {
  return {
    generation,
    access: "owner",
    state: "confirmed",
    endedAt: null,
    emergencyId: null,
    drainUntil: null,
    rotationDueAt: inDays(10),
    rotateAt: inDays(7),
    rotationMissedAt: null,
    ...change,
  };
}

test("says when the one in use is due, and when the next is made", () => {
  expect(rotationStanding([credential(1)], now)).toEqual({ dueAt: inDays(10), nextAt: inDays(7), isOverdue: false });
});

test("of several kinds of access the earliest counts", () => {
  const both = [credential(1), credential(2, { access: "read-only", rotationDueAt: inDays(4), rotateAt: inDays(1) })];
  expect(rotationStanding(both, now)).toMatchObject({ dueAt: inDays(4), nextAt: inDays(1) });
});

test("while a new one waits to be opened none is made, and the one in use stays due", () => {
  const waiting = credential(2, { state: "pending", rotationDueAt: inDays(90), rotateAt: inDays(87) });
  expect(rotationStanding([credential(1), waiting], now)).toEqual({
    dueAt: inDays(10),
    nextAt: null,
    isOverdue: false,
  });
});

test.each([
  ["older than allowed", { rotationDueAt: inDays(-1) }, true],
  ["its successor was opened by nobody", { rotationMissedAt: inDays(-1) }, true],
  ["overtaken, on its way out", { rotationDueAt: inDays(-1), drainUntil: inDays(1) }, false],
  ["ended", { rotationDueAt: inDays(-1), endedAt: inDays(-1) }, false],
  ["for an emergency", { rotationDueAt: inDays(-1), emergencyId: "emg_1" }, false],
  ["never due by itself", { rotationDueAt: null, rotateAt: null }, false],
] as const)("%s: overdue is %s", (_what, change, isOverdue) => {
  expect(rotationStanding([credential(1, change)], now).isOverdue).toBe(isOverdue);
});

test("nothing in use is due as what waits to be opened for the first time", () => {
  expect(rotationStanding([credential(1, { state: "pending" })], now)).toMatchObject({
    dueAt: inDays(10),
    nextAt: null,
  });
  expect(rotationStanding([], now)).toEqual({ dueAt: null, nextAt: null, isOverdue: false });
});
