import { writeSync } from "node:fs";

/** Prints a line that must be seen in a green run too, where the runner keeps what tests print to itself. */
export function say(line: string): void {
  writeSync(2, `${line}\n`);
}
