import fc from "fast-check";
import { expect, test } from "vitest";
import { revokedGeneration, revokeSteps } from "#domain/runs/revoke-steps.ts";

test("every generation gets one step, the run's own first, and each step tells which one it ends", () => {
  const generations = fc.uniqueArray(fc.integer({ min: 1, max: 99_999 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(generations, (list) => {
      const own = Math.max(...list);
      const steps = revokeSteps(list, own);
      expect(steps[0]?.name).toBe("revoke");
      expect(steps.map(({ name }) => revokedGeneration(name, own))).toEqual(list.toSorted((a, b) => b - a));
    }),
  );
});

test.each(["destroy", "deliver", "revoke:", "revoke:0", "revoke:1x", "revoke-1", "revoke:1234567890"])(
  "%s ends no generation",
  (name) => {
    expect(revokedGeneration(name, 3)).toBeNull();
  },
);
