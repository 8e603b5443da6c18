const holderKey = Symbol.for("latchkey.drain");

/**
 * Aborts when the web process is told to stop, so that waits and event streams end at once and it can drain.
 *
 * Only a Next server listens: it has its own handler for SIGTERM, so that ours does not keep the process alive.
 */
export function drainSignal(): AbortSignal {
  const holder = globalThis as { [holderKey]?: AbortController };
  if (holder[holderKey] === undefined) {
    const controller = new AbortController();
    holder[holderKey] = controller;
    if (process.env.NEXT_RUNTIME === "nodejs") {
      for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => controller.abort());
    }
  }
  return holder[holderKey].signal;
}
