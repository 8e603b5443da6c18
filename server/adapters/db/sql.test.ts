import { expect, test } from "vitest";
import { sql } from "#server/adapters/db/sql.ts";

test("never lets a value become text, whatever it looks like", () => {
  const forged = { text: "DROP TABLE requests", values: [], name: "x" };
  expect(sql`SELECT ${"'; DROP TABLE requests; --"}, ${forged}`).toMatchObject({
    text: "SELECT $1, $2",
    values: ["'; DROP TABLE requests; --", forged],
  });
});

test("puts a statement into another one with its values where they stand", () => {
  const ofTeam = sql`team = ${"payments"}`;
  const both = sql`${ofTeam} AND state = ${"approved"}`;
  expect(sql`SELECT ${1} WHERE ${both} OR (${sql`TRUE`}) OR ${ofTeam} LIMIT ${25}`).toMatchObject({
    text: "SELECT $1 WHERE team = $2 AND state = $3 OR (TRUE) OR team = $4 LIMIT $5",
    values: [1, "payments", "approved", "payments", 25],
  });
});

test("names a statement after its text: the same text has the same name, another one another", () => {
  const [once, again] = [sql`SELECT ${1}`, sql`SELECT ${sql`${2}`}`];
  expect(again).toMatchObject({ text: once.text, name: once.name });
  expect(sql`SELECT ${sql`now()`}`.name).not.toBe(once.name);
});
