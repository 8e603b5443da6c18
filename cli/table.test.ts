import { expect, test } from "vitest";
import { spellTable, type TableColumn } from "#cli/table.ts";

type Row = Readonly<Record<"id" | "name" | "team", string>>;
const columns: readonly TableColumn<Row>[] = [
  { title: "ID", value: ({ id }) => id },
  { title: "NAME", value: ({ name }) => name, charactersMin: 6 },
  { title: "TEAM", value: ({ team }) => team, charactersMin: 4 },
];
const rows = [
  { id: "res_1", name: "orders", team: "payments" },
  { id: "res_22", name: "a-very-long-name-of-a-thing", team: "search" },
];

test("gives every value whole where nobody looks", () => {
  expect(spellTable(columns, rows, null)).toBe(
    [
      "ID      NAME                         TEAM",
      "res_1   orders                       payments",
      "res_22  a-very-long-name-of-a-thing  search",
      "",
    ].join("\n"),
  );
});

test.for([40, 30, 24, 20, 16])("keeps to a terminal of %i characters and cuts no id", (width) => {
  const lines = spellTable(columns, rows, width).trimEnd().split("\n");
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
  expect(lines[2]).toContain("res_22  a-ver");
  expect(lines[0]?.includes("TEAM")).toBe(width >= 20);
});

test("keeps a row on its line, whatever a value holds", () => {
  const told = spellTable(columns, [{ id: "a", name: "x\n\u001b[31my", team: "\u202e" }], null);
  expect(told.split("\n")).toHaveLength(3);
  expect(told).toContain(String.raw`x\n\u001b[31my  \u202e`);
});
