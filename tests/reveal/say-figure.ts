import { say } from "#tests/contract-suite/say.ts";

/** The properties of a reveal, in the order of `docs/reveal-scoreboard.md`. */
export const revealProperties = {
  R1: "single winner",
  R2: "recipient-bound",
  R3: "nothing burns without intent",
  R4: "bad input never burns",
  R5: "lost answer is recoverable",
  R6: "no plaintext outside worker and browser",
  R7: "backup cannot resurrect",
  R8: "intercept detection",
  R9: "unseen credential dies",
  R10: "proof of receipt",
  R11: "fail closed on audit",
  R12: "leaked link is harmless",
  R13: "rate limit not spoofable",
  R14: "reveal latency",
  R15: "headers",
} as const;
export type RevealProperty = keyof typeof revealProperties;

/** Prints what a test of the scoreboard measured, in the one form that all of them have. */
export function sayFigure(property: RevealProperty, figure: string): void {
  const line = `reveal scoreboard | ${property} ${revealProperties[property]} | ${figure}`;
  // Playwright keeps file descriptor 2 of its workers to itself, and passes on what they write to their own stdout.
  if (process.env.TEST_WORKER_INDEX === undefined) say(line);
  else process.stdout.write(`${line}\n`);
}
