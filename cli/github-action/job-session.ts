import type { Terminal } from "#cli/command.ts";
import { jobTerminal } from "#cli/github-action/job-terminal.ts";
import { jobToken } from "#cli/github-action/job-token.ts";
import type { Runner } from "#cli/github-action/runner.ts";

/** A token lasts 15 minutes; one that is older than this is exchanged anew before it is used. */
const freshMs = 10 * 60_000;

/** Gives the job's way to call Latchkey, with a token that lasts for the next minutes. */
export type JobSession = () => Promise<Terminal>;

/** Opens a session that exchanges an identity token at its first call, and again whenever the last one is getting old. */
export function openJobSession(
  origin: string,
  runner: Runner,
  env: Readonly<Record<string, string | undefined>>,
): JobSession {
  let last: { readonly terminal: Terminal; readonly at: number } | null = null;
  return async () => {
    if (last === null || performance.now() - last.at > freshMs) {
      const token = await jobToken(origin, runner, env);
      last = { terminal: jobTerminal(origin, token, runner), at: performance.now() };
    }
    return last.terminal;
  };
}
