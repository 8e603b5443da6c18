import { expect, test, vi } from "vitest";
import { coalesce } from "#workers/coalesce.ts";

test("runs at once, never twice at a time, and once more for any number of calls meanwhile", async () => {
  let [runs, atOnce, most] = [0, 0, 0];
  const wake = coalesce(async () => {
    runs += 1;
    atOnce += 1;
    most = Math.max(most, atOnce);
    await Promise.resolve();
    atOnce -= 1;
  }, 1);
  wake();
  expect(runs).toBe(1);
  for (let call = 0; call < 100; call++) wake();
  await vi.waitFor(() => expect(runs).toBe(2));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([runs, most]).toEqual([2, 1]);
  wake();
  expect(runs).toBe(3);
});
