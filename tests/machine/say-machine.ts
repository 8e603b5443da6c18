import { say } from "#tests/contract-suite/say.ts";

/** What is tried against the way in for machines, in the order of `docs/machine-scoreboard.md`. */
export const machineDefences = {
  N3: "operators in place of values",
  N5: "objects of others",
  N6: "no capability in an answer",
  N20: "forwarding headers move no limit",
  N21: "time tells nothing",
  N22: "forged tokens",
  N23: "wrong claims",
  N24: "a token id twice",
  N25: "forged chat calls",
  N26: "inbound webhooks",
  N27: "addresses inside",
  N28: "what a webhook says",
  N36: "keys that were not asked for",
  N37: "too much and too slow",
  N38: "too many",
} as const;
export type MachineDefence = keyof typeof machineDefences;

/** Prints what a test of the scoreboard counted, in the one form that all of them have. */
export function sayMachine(defence: MachineDefence, figure: string): void {
  say(`machine scoreboard | ${defence} ${machineDefences[defence]} | ${figure}`);
}
