import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CatalogKeeper } from "#server/catalog/keep-catalog.ts";
import { tendCatalog } from "#server/catalog/tend-catalog.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function keeper(answers: readonly ("settled" | "unsettled")[] = []) {
  const looks: number[] = [];
  const look: CatalogKeeper["look"] = () => {
    looks.push(Date.now());
    return Promise.resolve(answers[looks.length - 1] ?? "settled");
  };
  return { keeper: { look } as CatalogKeeper, looks };
}

test("looks every few seconds, and a moment later while files are being written", async () => {
  const start = Date.now();
  const watched = keeper(["settled", "unsettled", "settled"]);
  tendCatalog(watched.keeper, 5, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(16_000);
  expect(watched.looks.map((at) => at - start)).toEqual([5000, 10_000, 10_500, 15_500]);
});

test("stops when it is told to, keeps no process alive, and never begins at 0", async () => {
  const stop = new AbortController();
  const watched = keeper();
  tendCatalog(watched.keeper, 5, stop.signal);
  tendCatalog(watched.keeper, 0, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(5000);
  stop.abort();
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(watched.looks).toHaveLength(1);
});
