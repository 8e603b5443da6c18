import { setTimeout as sleep } from "node:timers/promises";
import { mapTransportError } from "./api/map-api-error.ts";

/** How often and how long to ask again. */
export interface Patience {
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Asks until the answer is `wanted` or the time is over, ever less often; gives the last answer. */
export async function poll<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean, patience: Patience): Promise<T> {
  const until = performance.now() + patience.seconds * 1000;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 1000)) {
    const answer = await ask();
    if (wanted(answer) || performance.now() >= until) return answer;
    await sleep(pauseMs, undefined, { signal: patience.signal }).catch((error: unknown) => {
      throw mapTransportError(error, patience.signal);
    });
  }
}
