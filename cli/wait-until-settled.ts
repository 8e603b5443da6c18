import { callRoute } from "#cli/call-route.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { exitCodeOf } from "#cli/exit-code-of.ts";
import { showProgress } from "#cli/show-progress.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { showRequestRoute } from "#domain/contracts/routes/show-request.ts";
import { isSettled } from "#domain/requests/request-states.ts";

/** The longest that one command waits. */
export const waitSecondsMax = 3600;

const preferSecondsMax = 60;
const watchedSecondsMax = 2;
const pauseMs = 1000;

/**
 * Waits until the request is over, waits for a human or is blocked, or `deadline` (of `performance.now`) has passed;
 * gives the request as it then stands.
 */
export async function waitUntilSettled(first: RequestView, deadline: number, terminal: Terminal): Promise<RequestView> {
  let request = first;
  const describe = () => `${first.id} ${request.state.replaceAll("_", " ")}`;
  const wait = async () => {
    while (!isSettled(request) && performance.now() < deadline) {
      const startedAt = performance.now();
      // Who looks on sees each state soon after it came.
      const seconds = Math.min((deadline - startedAt) / 1000, terminal.status ? watchedSecondsMax : Infinity);
      const headers = { prefer: preferWait(seconds) };
      request = await callRoute(showRequestRoute, { params: { id: request.id }, headers }, terminal);
      // Something between us and the API may ignore the preference and answer at once.
      const rest = Math.min(pauseMs - (performance.now() - startedAt), deadline - performance.now());
      if (!isSettled(request) && rest > 0) await new Promise((resolve) => setTimeout(resolve, rest));
    }
    return request;
  };
  if (isSettled(first) || performance.now() >= deadline) return first;
  return showProgress(terminal, describe, wait);
}

/** What is said to who leaves by Ctrl-C. */
export function goesOn(id: string): string {
  return `${id} goes on without you: latchkey request wait ${id}`;
}

/** The header value that asks the API to wait, at most as long as one call may. */
export function preferWait(seconds: number): string {
  return `wait=${Math.min(preferSecondsMax, Math.max(1, Math.ceil(seconds)))}`;
}

/** The exit code after a wait. @throws CliError when the wait ran out before there was something to say */
export function exitCodeAfterWait(request: RequestView, seconds: number): number {
  if (isSettled(request)) return exitCodeOf(request);
  throw new CliError(`${request.id} is not built after ${seconds} s: latchkey request wait ${request.id}`);
}
