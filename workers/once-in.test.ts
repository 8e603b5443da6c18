import { expect, test } from "vitest";
import { onceIn } from "#workers/once-in.ts";

test("lets a job through once in the time, each by itself", () => {
  let now = 0;
  const isDue = onceIn(1000, () => now);
  const job = (id: string) => ({ topic: "run.start", payload: { id } });
  expect([isDue(job("a")), isDue(job("a")), isDue(job("b"))]).toEqual([true, false, true]);
  now = 999;
  expect([isDue(job("a")), isDue(job("c"))]).toEqual([false, true]);
  now = 1000;
  expect([isDue(job("a")), isDue(job("b")), isDue(job("c")), isDue(job("a"))]).toEqual([true, true, false, false]);
});
