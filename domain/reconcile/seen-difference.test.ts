import fc from "fast-check";
import { expect, test } from "vitest";
import { driftDigest } from "#domain/reconcile/drift-digest.ts";
import { addLook, reportedOf, type SeenDifference } from "#domain/reconcile/seen-difference.ts";
import { sizeThatFits } from "#domain/reconcile/size-that-fits.ts";

const day = "2026-01-01T00:00:00.000Z";
const drift = (found: unknown) => ({ what: "limit", expected: 10, found });

test("is reported from the second look in a row on, whatever else came and went", () => {
  const looks = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 5 })), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(looks, (list) => {
      let seen: readonly SeenDifference[] = [];
      for (const found of list) seen = addLook(seen, found.map(drift), day);
      const [last = [], before = []] = list.toReversed();
      const expected = last.filter((value) => before.includes(value));
      expect(reportedOf(seen, new Set()).map(({ found }) => found)).toEqual(expected);
    }),
  );
});

test("keeps since when it was seen, and forgets it when one look did not find it", () => {
  const once = addLook([], [drift(99)], day);
  expect(addLook(once, [drift(99)], "2026-01-02T00:00:00.000Z")).toMatchObject([{ since: day, looks: 2 }]);
  const gone = addLook(once, [], day);
  expect(addLook(gone, [drift(99)], "2026-01-02T00:00:00.000Z")).toMatchObject([{ looks: 1 }]);
});

test("what was adopted is not reported, and another value of the same thing is", () => {
  const seen = addLook(addLook([], [drift(99)], day), [drift(99)], day);
  const adopted = new Set(seen.map(({ digest }) => digest));
  expect(reportedOf(seen, adopted)).toEqual([]);
  const wider = addLook(addLook(seen, [drift(100)], day), [drift(100)], day);
  expect(reportedOf(wider, adopted)).toHaveLength(1);
});

test("the digest of several is the same in whatever order, and another for every change", () => {
  const [one, two] = [drift(1), drift(2)];
  expect(driftDigest([one, two])).toBe(driftDigest([two, one]));
  expect(driftDigest([one])).not.toBe(driftDigest([two]));
  expect(driftDigest([{ ...one, expected: null }])).not.toBe(driftDigest([one]));
});

test("the size that fits is the first that grants all that is wanted; none for what no size sets", () => {
  const sizes = [
    { id: "small", spec: { connections: 10 } },
    { id: "medium", spec: { connections: 25, storage: 5 } },
    { id: "large", spec: { connections: 60, storage: 50 } },
  ];
  expect(sizeThatFits(sizes, [{ wanted: { connections: 20 } }])).toBe("medium");
  expect(sizeThatFits(sizes, [{ wanted: { connections: 20 } }, { wanted: { storage: 6 } }])).toBe("large");
  expect(sizeThatFits(sizes, [{ wanted: { connections: 99 } }])).toBeNull();
  expect(sizeThatFits(sizes, [{ wanted: { connections: -1 } }])).toBeNull();
  expect(sizeThatFits(sizes, [{}])).toBeNull();
});
