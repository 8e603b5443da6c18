import { rm } from "node:fs/promises";
import { callRoute } from "#cli/call-route.ts";
import type { Terminal } from "#cli/command.ts";
import { openJobSession } from "#cli/github-action/job-session.ts";
import type { Runner } from "#cli/github-action/runner.ts";
import { apiOrigin } from "#cli/places.ts";
import { releaseLeaseRoute } from "#domain/contracts/routes/release-lease.ts";
import { releaseResourceRoute } from "#domain/contracts/routes/release-resource.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";
import { withdrawRequestRoute } from "#domain/contracts/routes/withdraw-request.ts";
import { isTerminal } from "#domain/requests/request-states.ts";

/**
 * The end of the job, however it ended: the file is gone, the lease is given back, and so is what was asked for by this
 * job alone where the input says so, built or not. The token of the step may have run out by now: a new one is made.
 *
 * @throws CliError when Latchkey could not be told; the lease ends by itself then
 */
export async function giveBackInJob(runner: Runner, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const [file, lease, request] = ["file", "lease", "request"].map((name) => runner.state(name));
  if (file) await rm(file, { force: true });
  if (!lease && !request) return;
  const terminal = await openJobSession(apiOrigin({ LATCHKEY_URL: runner.input("url") }), runner, env)();
  if (lease) {
    await callRoute(releaseLeaseRoute, { params: { id: lease }, body: {} }, terminal);
    runner.say(`${lease} is over.`);
  }
  if (request) runner.say(await takeBack(request, terminal));
}

/** Releases what a request has built, or withdraws it before it does. */
async function takeBack(id: string, terminal: Terminal): Promise<string> {
  const { resource, state } = await callRoute(showRequestRoute, { params: { id } }, terminal);
  if (resource !== null) {
    await callRoute(releaseResourceRoute, { params: { id: resource.id }, body: {} }, terminal);
    return `${resource.id} is given back.`;
  }
  if (isTerminal(state)) return `${id} has built nothing.`;
  await callRoute(withdrawRequestRoute, { params: { id }, body: {} }, terminal);
  return `${id} is withdrawn.`;
}
