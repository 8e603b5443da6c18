import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { grantStates, type GrantState } from "#domain/contracts/grant.ts";
import { reissues, resourceStates } from "#domain/contracts/resource.ts";
import { nextCredentialMove, type Generation } from "#domain/resources/next-credential-move.ts";

const live = (generation: number, state: GrantState): Generation => ({ generation, state, endedAt: null });
const ended = (generation: number, state: GrantState): Generation => ({ generation, state, endedAt: new Date() });
const now = new Date("2026-11-27T12:00:00Z");
const emergency = (generation: number, state: GrantState, minutes: number): Generation => ({
  ...live(generation, state),
  emergencyUntil: new Date(now.getTime() + minutes * 60_000),
});

/** Overtaken, with so many minutes left. */
const drained = (generation: number, minutes: number, change: Partial<Generation> = {}): Generation => ({
  ...live(generation, "confirmed"),
  drainUntil: new Date(now.getTime() + minutes * 60_000),
  ...change,
});

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
    [
      "a confirmed new one does not end the old before its time began",
      "active",
      null,
      [live(1, "unconfirmed"), live(2, "confirmed")],
      null,
    ],
    [
      "nor while somebody may still use it",
      "active",
      null,
      [drained(1, 1, { emptyLooks: 1 }), live(2, "confirmed")],
      null,
    ],
    [
      "it ends when two looks in a row found nobody",
      "active",
      null,
      [drained(1, 9, { emptyLooks: 2 }), live(2, "confirmed")],
      [1],
    ],
    ["it ends at its deadline, whoever uses it", "active", null, [drained(1, 0), live(2, "confirmed")], [1]],
    [
      "a newer one for something else does not end it",
      "active",
      null,
      [drained(1, 0), { ...live(2, "confirmed"), access: "read-only" }],
      null,
    ],
    [
      "one that somebody else changed is left alone",
      "active",
      null,
      [drained(1, 0, { changedAt: now }), live(2, "confirmed")],
      null,
    ],
    [
      "nothing takes the place of one that somebody else changed",
      "active",
      "rotate",
      [{ ...live(1, "confirmed"), changedAt: now }],
      null,
    ],
    [
      "a freeze ends it all the same",
      "frozen",
      null,
      [{ ...live(1, "confirmed"), changedAt: now }, drained(2, 9)],
      [1, 2],
    ],
    [
      "a late confirmation of an old one ends only what is older",
      "active",
      null,
      [drained(1, 0), live(2, "confirmed"), live(3, "pending")],
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
    [
      "an emergency's credential overtakes nothing",
      "active",
      null,
      [live(1, "confirmed"), emergency(2, "confirmed", 9)],
      null,
    ],
    ["it is not overtaken", "active", null, [emergency(1, "revealed", 9), live(2, "confirmed")], null],
    [
      "it ends with its time, the owner's stays",
      "active",
      null,
      [live(1, "pending"), emergency(2, "confirmed", 0)],
      [2],
    ],
    [
      "it ends before the owner's is rotated",
      "active",
      "rotate",
      [live(1, "confirmed"), emergency(2, "revealed", 0)],
      [2],
    ],
    ["it ends with everything else", "frozen", null, [live(1, "confirmed"), emergency(2, "revealed", 9)], [1, 2]],
    ["what is being destroyed is left to its release", "destroying", "rotate", [live(1, "expired")], null],
  ] as const)("%s", (_title, state, reissue, generations, expected) => {
    const move = nextCredentialMove({ state, reissue, generations, emergency: false, now });
    const got = move !== null && "generations" in move ? move.generations : (move?.kind ?? null);
    expect(got).toEqual(expected);
  });

  test("who waits in an emergency waits for nothing else, and gets nothing of what is frozen", () => {
    const generations = [live(1, "confirmed"), live(2, "expired")];
    const held = { reissue: "rotate", generations, emergency: true, now } as const;
    expect(nextCredentialMove({ ...held, state: "active" })).toEqual({ kind: "emergency" });
    expect(nextCredentialMove({ ...held, state: "frozen" })?.kind).toBe("freeze");
    expect(nextCredentialMove({ ...held, state: "destroying" })).toBeNull();
  });

  test("an active resource never loses its newest generation that was opened, nor one that somebody else changed", () => {
    const generation = fc.record({
      state: fc.constantFrom(...grantStates),
      isEnded: fc.boolean(),
      minutes: fc.option(fc.integer({ min: -2, max: 2 })),
      access: fc.constantFrom("owner", "read-only"),
      drainMinutes: fc.option(fc.integer({ min: -2, max: 2 })),
      emptyLooks: fc.integer({ min: 0, max: 3 }),
      isChanged: fc.boolean(),
    });
    const held = fc.record({
      state: fc.constantFrom(...resourceStates),
      reissue: fc.constantFrom(null, ...reissues),
      list: fc.array(generation, { maxLength: 6 }),
    });
    fc.assert(
      fc.property(held, ({ list, ...rest }) => {
        const generations = list.map(
          ({ state, isEnded, minutes, access, drainMinutes, emptyLooks, isChanged }, index) => ({
            ...(isEnded ? ended : live)(index + 1, state),
            access,
            emptyLooks,
            drainUntil: drainMinutes === null ? null : new Date(now.getTime() + drainMinutes * 60_000),
            changedAt: isChanged ? now : null,
            emergencyUntil: minutes === null ? null : new Date(now.getTime() + minutes * 60_000),
          }),
        );
        const move = nextCredentialMove({ ...rest, generations, emergency: false, now });
        const opened = generations.filter(({ state }) => ["revealed", "confirmed", "unconfirmed"].includes(state));
        const newest = (access: string) =>
          opened.findLast((one) => one.emergencyUntil === null && one.access === access)?.generation;
        const over = generations.filter(
          ({ emergencyUntil, endedAt }) => endedAt === null && emergencyUntil !== null && emergencyUntil <= now,
        );
        if (rest.state === "active" && over.length > 0) {
          expect(move).toMatchObject({ generations: expect.arrayContaining(over.map((one) => one.generation)) });
        }
        const running = opened.filter(({ emergencyUntil }) => emergencyUntil !== null && emergencyUntil > now);
        for (const one of running) if (move?.kind === "revoke") expect(move.generations).not.toContain(one.generation);
        if (move?.kind === "revoke") {
          for (const access of ["owner", "read-only"]) expect(move.generations).not.toContain(newest(access));
          const changed = opened.filter(
            ({ changedAt, emergencyUntil }) => changedAt !== null && emergencyUntil === null,
          );
          for (const one of changed) expect(move.generations).not.toContain(one.generation);
        }
        if (move?.kind === "restore") expect(generations.every(({ endedAt }) => endedAt !== null)).toBe(true);
      }),
    );
  });
});
