import { commands } from "#cli/commands.ts";
import { runCommand } from "#cli/run-command.ts";

/** What a command printed and how it ended. */
export interface CliOutcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Who sits at the terminal; nobody where it is not said. */
interface Person {
  readonly columns?: number;
  readonly ask?: (question: string) => Promise<string>;
  /** Looks at the line that tells what goes on. */
  readonly status?: (line: string | null) => void;
  /** Sees what is said on stderr as it is said. */
  readonly hear?: (text: string) => void;
}

/** Runs the command line in this process, with an environment of its own. */
export async function runCli(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  { columns, ask, hear, status }: Person = {},
): Promise<CliOutcome> {
  let out = "";
  let err = "";
  const code = await runCommand(commands, argv, {
    env,
    columns: columns ?? null,
    ask: ask ?? null,
    status: status ?? null,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
      hear?.(text);
    },
  });
  return { code, out, err };
}
