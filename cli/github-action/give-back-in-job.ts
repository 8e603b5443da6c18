import { rm } from "node:fs/promises";
import { callRoute } from "#cli/call-route.ts";
import { jobTerminal } from "#cli/github-action/job-terminal.ts";
import { jobToken } from "#cli/github-action/job-token.ts";
import type { Runner } from "#cli/github-action/runner.ts";
import { apiOrigin } from "#cli/places.ts";
import { releaseLeaseRoute } from "#domain/contracts/routes/release-lease.ts";
import { releaseResourceRoute } from "#domain/contracts/routes/release-resource.ts";

/**
 * The end of the job, however it ended: the file is gone, the lease is given back, and so is what was built for this job
 * alone where it was asked for. The token of the step may have run out by now: a new one is made.
 *
 * @throws CliError when Latchkey could not be told; the lease ends by itself then
 */
export async function giveBackInJob(runner: Runner, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const [file, lease, resource] = ["file", "lease", "resource"].map((name) => runner.state(name));
  if (file) await rm(file, { force: true });
  if (!lease && !resource) return;
  const origin = apiOrigin({ LATCHKEY_URL: runner.input("url") });
  const token = await jobToken(origin, runner, env);
  const terminal = jobTerminal(origin, token, runner);
  if (lease) {
    await callRoute(releaseLeaseRoute, { params: { id: lease }, body: {} }, terminal);
    runner.say(`${lease} is over.`);
  }
  if (resource) {
    await callRoute(releaseResourceRoute, { params: { id: resource }, body: {} }, terminal);
    runner.say(`${resource} is given back.`);
  }
}
