import { expect, test } from "vitest";
import { extensionLengths } from "#domain/resources/extension-lengths.ts";

const now = new Date("2026-11-27T12:00:00Z");
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000);

test("gives usual lengths, as long again and as long as is allowed, none beyond that", () => {
  const bounds = { capHours: 800, againHours: 400, expiresAt: inHours(2), now };
  expect(extensionLengths(bounds)).toEqual([24, 72, 168, 336, 400, 720, 800]);
});

test("gives none that would end no later than it does already", () => {
  const bounds = { capHours: 720, againHours: 168, expiresAt: inHours(200), now };
  expect(extensionLengths(bounds)).toEqual([336, 720]);
  expect(extensionLengths({ ...bounds, expiresAt: inHours(720) })).toEqual([]);
});
