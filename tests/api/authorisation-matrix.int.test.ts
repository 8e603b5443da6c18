import { beforeAll, expect, test } from "vitest";
import { operations, type Operation } from "#tests/api/api-document.ts";
import { openApiWorld, teams, type ApiWorld, type TeamId } from "#tests/api/api-world.ts";
import { askAs } from "#tests/api/ask-as.ts";
import { authorisationTable } from "#tests/api/authorisation-table.ts";
import { foreignCalls, putForeign } from "#tests/api/foreign-calls.ts";
import { goodCalls, type GoodCall } from "#tests/api/good-calls.ts";
import { judgeCell } from "#tests/api/judge-cell.ts";
import { matrixCallers, type MatrixCaller } from "#tests/api/matrix-callers.ts";
import { WorldThings } from "#tests/api/world-things.ts";
import { say } from "#tests/contract-suite/say.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

let world: ApiWorld;
let things: WorldThings;
let callers: readonly MatrixCaller[];
beforeAll(async () => {
  world = await openApiWorld();
  things = new WorldThings(world);
  callers = await matrixCallers(world, things);
  return () => world.ledger.end();
});

const asking = operations.filter(({ base, scope }) => base !== "reveal" && scope !== null);
const inTable = asking.filter(({ id }) => authorisationTable[id] !== undefined && goodCalls[id] !== undefined);
const figures = { cells: 0, alike: 0, unexpected: 0 };

/** Calls that succeed about a thing of a team, each as long as nothing has changed it. */
function callsOf({ id, method }: Operation, team: TeamId) {
  let kept: Promise<GoodCall> | undefined;
  const make = async () => (await goodCalls[id]?.({ world, things, team })) ?? { by: "rae" };
  return {
    next: () => (kept ??= make()),
    spend: () => {
      if (method !== "GET") kept = undefined;
    },
  };
}

test("every operation has a row in the table and a call that succeeds, and no row is of another", () => {
  const advice =
    "say in tests/api/authorisation-table.ts who may call it, and in tests/api/good-calls.ts how it succeeds";
  expect(asking.filter((one) => !inTable.includes(one)).map(({ id }) => `${id}: ${advice}`)).toEqual([]);
  const known = new Set(asking.map(({ id }) => id));
  expect(Object.keys(authorisationTable).filter((id) => !known.has(id))).toEqual([]);
});

test(
  "N5: every operation, caller, team and token is answered as the table says, and nothing of another team is told",
  { timeout: 1_200_000 },
  async () => {
    const unexpected: string[] = [];
    for (const operation of inTable) {
      for (const team of teams) {
        const calls = callsOf(operation, team);
        for (const caller of callers) {
          for (const { kind, token } of await caller.tokens(operation.scope ?? "")) {
            const cell = { operation, team, caller, kind, token, call: await calls.next() };
            const judgement = await judgeCell(world, things, cell);
            figures.cells += 1;
            figures.alike += judgement.isCompared ? 1 : 0;
            unexpected.push(...judgement.unexpected);
            if (judgement.outcome === "ok") calls.spend();
          }
        }
      }
    }
    figures.unexpected += unexpected.length;
    const { cells, alike } = figures;
    say(
      `authorisation matrix | ${cells} cells of ${inTable.length} operations, ${callers.length} callers, 2 teams and up to 4 tokens: ${unexpected.length} unexpected, ${alike} “not yours” held against “not there”`,
    );
    expect(unexpected).toEqual([]);
    expect(cells).toBeGreaterThanOrEqual(5_000);
  },
);

test(
  "N5: an id of another team's in the query, the body or the cursor of any call leads to nothing of theirs",
  { timeout: 1_200_000 },
  async () => {
    const foreign = await putForeign(world, things);
    const before = await foreign.read();
    const token = await world.bearer("dana");
    const told: string[] = [];
    let tried = 0;
    for (const operation of inTable) {
      const calls = callsOf(operation, "payments");
      for (const { what, change } of foreignCalls(operation, foreign)) {
        const { outcome, text } = await askAs(world, operation, { call: change(await calls.next()), token });
        tried += 1;
        if (outcome === "ok") calls.spend();
        const found = [
          ...things.placed.foreignTo("payments", text.replaceAll(what, "")),
          ...foreign.namesIn(text.replaceAll(what, "")),
        ];
        told.push(...found.map((one) => `${operation.id} with ${what} tells of ${one}: ${text.slice(0, 300)}`));
      }
    }
    expect(told).toEqual([]);
    expect(await foreign.read()).toEqual(before);
    expect(tried).toBeGreaterThan(1_000);
    const { cells, alike, unexpected } = figures;
    sayMachine(
      "N5",
      `${unexpected} unexpected of ${cells} calls of the matrix, ${alike} refusals alike for what is not there; 0 of ${tried} calls with an id of others told or changed anything`,
    );
  },
);
