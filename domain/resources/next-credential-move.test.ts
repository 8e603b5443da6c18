import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grantStates, type GrantState } from "#domain/contracts/grant.ts";
import { reissues, resourceStates } from "#domain/contracts/resource.ts";
import { nextCredentialMove, type Generation } from "#domain/resources/next-credential-move.ts";

const live = (generation: number, state: GrantState): Generation => ({ generation, state, endedAt: null });
const ended = (generation: number, state: GrantState): Generation => ({ generation, state, endedAt: new Date() });

describe("what happens to credentials", () => {
  test.each([
    [
      "frozen ends every live generation first",
      "frozen",
      "restore",
      [live(1, "confirmed"), live(2, "expired")],
      [1, 2],
    ],
    ["frozen and ended makes a new one when asked", "frozen", "restore", [ended(1, "expired")], "restore"],
    ["frozen and ended waits when nobody asks", "frozen", null, [ended(1, "expired")], null],
    ["a rotation makes the next one beside the old", "active", "rotate", [live(1, "unconfirmed")], "rotate"],
    ["an unopened new one ends nothing", "active", null, [live(1, "confirmed"), live(2, "pending")], null],
    ["an unconfirmed new one ends nothing", "active", null, [live(1, "confirmed"), live(2, "unconfirmed")], null],
    ["a confirmed new one ends the old", "active", null, [live(1, "unconfirmed"), live(2, "confirmed")], [1]],
    [
      "a late confirmation of an old one ends only what is older",
      "active",
      null,
      [live(1, "revealed"), live(2, "confirmed"), live(3, "pending")],
      [1],
    ],
    [
      "a new one that nobody opened is dropped, the old stays",
      "active",
      null,
      [live(1, "confirmed"), live(2, "expired")],
      [2],
    ],
    [
      "what is over ends before something new is made",
      "active",
      "rotate",
      [live(1, "confirmed"), live(2, "expired")],
      [2],
    ],
    ["what is being destroyed is left to its release", "destroying", "rotate", [live(1, "expired")], null],
  ] as const)("%s", (_title, state, reissue, generations, expected) => {
    const move = nextCredentialMove({ state, reissue, generations });
    const got = move !== null && "generations" in move ? move.generations : (move?.kind ?? null);
    expect(got).toEqual(expected);
  });

  test("an active resource never loses its newest generation that was opened", () => {
    const generation = fc.record({ state: fc.constantFrom(...grantStates), isEnded: fc.boolean() });
    const held = fc.record({
      state: fc.constantFrom(...resourceStates),
      reissue: fc.constantFrom(null, ...reissues),
      list: fc.array(generation, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(held, ({ list, ...rest }) => {
        const generations = list.map(({ state, isEnded }, index) => (isEnded ? ended : live)(index + 1, state));
        const move = nextCredentialMove({ ...rest, generations });
        const newest = generations.findLast(({ state }) => ["revealed", "confirmed", "unconfirmed"].includes(state));
        if (move?.kind === "revoke") expect(move.generations).not.toContain(newest?.generation);
        if (move?.kind === "restore") expect(generations.every(({ endedAt }) => endedAt !== null)).toBe(true);
      }),
    );
  });
});
