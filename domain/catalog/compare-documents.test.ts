import { describe, expect, test } from "vitest";
import { compareDocuments } from "#domain/catalog/compare-documents.ts";

const one = (before: unknown, after: unknown) =>
  compareDocuments({ a: before }, { a: after }).flatMap(({ values }) =>
    values.map(({ path, before: from, after: to }) => [path, from, to]),
  );

describe("compareDocuments", () => {
  test("says nothing of what is the same, whatever the order of its keys", () => {
    expect(compareDocuments({ a: { x: 1, y: [1, 2] } }, { a: { y: [1, 2], x: 1 } })).toEqual([]);
  });

  test("tells files that are new, gone and changed, in order of path", () => {
    const change = (path: string, kind: string) => expect.objectContaining({ path, kind }) as unknown;
    expect(compareDocuments({ b: 1, c: { x: 1 } }, { a: 1, c: { x: 2 } })).toEqual([
      change("a", "added"),
      change("b", "removed"),
      change("c", "changed"),
    ]);
  });

  test.each<[string, unknown, unknown, unknown[][]]>([
    ["a value", { x: { y: 1 } }, { x: { y: "1" } }, [["x.y", "1", '"1"']]],
    ["a key that is new", { x: {} }, { x: { y: null } }, [["x.y", null, "null"]]],
    ["a key that is gone", { x: { y: [1] } }, { x: {} }, [["x.y", "[1]", null]]],
    ["a plain list", { x: ["a", "b"] }, { x: ["b", "a"] }, [["x", '["a","b"]', '["b","a"]']]],
    ["a list that becomes a word", { x: [{ id: "a" }] }, { x: "none" }, [["x", '[{"id":"a"}]', '"none"']]],
    ["the whole", 1, 2, [["", "1", "2"]]],
    [
      "an item of a list by its name, though others were put in front",
      { x: [{ id: "a", n: 1 }] },
      {
        x: [
          { id: "b", n: 0 },
          { id: "a", n: 2 },
        ],
      },
      [
        ["x[a].n", "1", "2"],
        ["x[b]", null, '{"id":"b","n":0}'],
      ],
    ],
    [
      "the order of named items",
      { x: [{ id: "a" }, { id: "b" }] },
      { x: [{ id: "b" }, { id: "a" }] },
      [["x", "a, b", "b, a"]],
    ],
    [
      "items of the same name as a whole",
      { x: [{ id: "a" }] },
      { x: [{ id: "a" }, { id: "a" }] },
      [["x", '[{"id":"a"}]', '[{"id":"a"},{"id":"a"}]']],
    ],
  ])("tells %s", (_, before, after, changes) => {
    expect(one(before, after)).toEqual(changes);
  });

  test("shortens long values and long lists of changes", () => {
    expect(one({ x: "a".repeat(1000) }, { x: 1 })[0]?.[1]).toHaveLength(161);
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, 1]));
    expect(compareDocuments({ a: many }, { a: {} })).toMatchObject([{ values: { length: 50 }, more: 10 }]);
  });
});
