import { describe, expect, test } from "vitest";
import { rotationDueAt } from "#domain/credentials/rotation-due-at.ts";

const made = (generation: number, day: string, endedAt: Date | null = null) => ({
  generation,
  createdAt: new Date(day),
  endedAt,
});

describe("rotationDueAt", () => {
  test("counts from the newest credential that lets somebody in", () => {
    const credentials = [made(2, "2026-02-01"), made(1, "2026-01-01"), made(3, "2026-03-01", new Date("2026-03-02"))];
    expect(rotationDueAt(30, credentials)).toEqual(new Date("2026-03-03"));
  });

  test("is never where the class has no period, and where nobody is let in", () => {
    expect(rotationDueAt(null, [made(1, "2026-01-01")])).toBeNull();
    expect(rotationDueAt(30, [made(1, "2026-01-01", new Date("2026-01-02"))])).toBeNull();
  });
});
