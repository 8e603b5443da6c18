import type { ParseArgsOptionsConfig } from "node:util";

/** Where a command reads its environment and writes its words. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Characters that fit on a line, or null where a program reads. */
  readonly columns: number | null;
  /** Asks the person at the terminal for a line, or null where nobody sits there. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Draws a line that the next call writes over, null wipes it; null or absent where nobody looks. */
  readonly status?: ((line: string | null) => void) | null;
}

/** What was given on the command line, each option as text; a repeatable one as a list, a switch as true. */
export interface Given {
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
  readonly positionals: readonly string[];
}

/** One option of a command, as its help tells it. */
export interface CommandOption {
  readonly name: string;
  /** Placeholder of the value; absent for a switch. */
  readonly value?: string;
  readonly about: string;
  readonly isRequired?: boolean;
  /** Every value that it takes, where those are few; for completion. */
  readonly choices?: readonly string[];
  readonly isRepeatable?: boolean;
  /** Takes every word after it, dashes or not, for another program. */
  readonly takesRest?: boolean;
}

/** One command: its words, its options, what it does. Gives the exit code. */
export interface Command {
  /** One or two words, e.g. `request create`. */
  readonly name: string;
  readonly about: string;
  /** Names of what follows the command without dashes; all are required. */
  readonly positionals: readonly string[];
  readonly options: readonly CommandOption[];
  /** Further lines of the help: exit codes, environment, an example. */
  readonly notes: readonly string[];
  run(given: Given, terminal: Terminal): Promise<number>;
}

/** The command's options as `parseArgs` of Node takes them; what takes the rest is cut off before. */
export function parseArgsOptions(command: Command): ParseArgsOptionsConfig {
  const entries = command.options
    .filter(({ takesRest }) => takesRest !== true)
    .map(({ name, value, isRepeatable }) => [
      name,
      { type: value === undefined ? "boolean" : "string", multiple: isRepeatable === true },
    ]);
  return { ...(Object.fromEntries(entries) as ParseArgsOptionsConfig), help: { type: "boolean", short: "h" } };
}
