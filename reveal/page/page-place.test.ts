import { expect, test } from "vitest";
import { pathOf, placeOf } from "./page-place.ts";

test.each(["/devices", "/g/gr_1", "/g/gr%2F1", "/callback"])("%s is a place that leads back to it", (path) => {
  expect(pathOf(placeOf(path))).toBe(path);
});
