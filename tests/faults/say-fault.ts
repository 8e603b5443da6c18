import { say } from "#tests/contract-suite/say.ts";

/** The faults that are tried here, in the order of `docs/fault-scoreboard.md`. */
export const faults = {
  F1: "kill -9 while roles are made",
  F2: "kill -9 while a database is made",
  F3: "kill -9 before the secret is sealed",
  F4: "kill -9 before anybody is told",
  F5: "the ledger's server crashes",
  F7: "the queue is flushed",
  F8: "the queue is down",
  F9: "two workers on one step",
  F10: "a worker is stopped and wakes up late",
  F11: "a worker's event loop is blocked",
  F14: "a back end is down",
  F15: "a back end is slow and resets connections",
  F16: "a back end's answer is lost",
  F17: "access is to end while its back end is down",
  F18: "what is to end was removed by hand",
  F19: "a step fails for good",
  F20: "taking back fails, and its worker dies",
} as const;
export type Fault = keyof typeof faults;

/** Prints what a test of the scoreboard counted, in the one form that all of them have. */
export function sayFault(fault: Fault, figure: string): void {
  say(`fault scoreboard | ${fault} ${faults[fault]} | ${figure}`);
}
