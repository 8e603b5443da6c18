import type { Actor } from "#domain/access/actor.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { isSettled } from "#domain/requests/request-states.ts";
import type { ServerContext } from "#server/context.ts";
import { showRequest } from "#server/requests/show-request.ts";
import { watchRequest } from "#server/requests/watch-request.ts";

interface WaitInput {
  readonly id: string;
  /** At most 60. */
  readonly seconds: number;
  /** Aborts at drain or when the caller has gone. */
  readonly signal: AbortSignal;
}

/**
 * Answers when the request is terminal, waits for a human, or is blocked; after `seconds`; or when `signal` aborts:
 * in each case with the state then.
 *
 * @throws not_found
 */
export async function waitForRequest(ctx: ServerContext, actor: Actor, input: WaitInput): Promise<RequestView> {
  let request = await showRequest(ctx, actor, input.id);
  if (isSettled(request)) return request;
  const end = new AbortController();
  const onStop = () => end.abort();
  const timer = setTimeout(onStop, Math.min(60, input.seconds) * 1000);
  input.signal.addEventListener("abort", onStop, { once: true });
  if (input.signal.aborted) onStop();
  try {
    for await (const event of watchRequest(ctx, actor, { id: input.id, after: null, signal: end.signal })) {
      if (event.kind !== "state" && !event.action.includes("blocked")) continue;
      request = await showRequest(ctx, actor, input.id);
      if (isSettled(request)) return request;
    }
    return await showRequest(ctx, actor, input.id);
  } finally {
    clearTimeout(timer);
    input.signal.removeEventListener("abort", onStop);
  }
}
