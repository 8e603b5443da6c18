import type { Terminal } from "#cli/command.ts";
import type { Runner } from "#cli/github-action/runner.ts";

/** The command line's own calls, made from a job: with the job's token, and warnings where they can be seen. */
export function jobTerminal(origin: string, token: string, runner: Runner): Terminal {
  return {
    env: { LATCHKEY_URL: origin, LATCHKEY_TOKEN: token },
    out: (text) => runner.say(text.trimEnd()),
    err: (text) => runner.warn(text.trimEnd()),
    columns: null,
    ask: null,
  };
}
