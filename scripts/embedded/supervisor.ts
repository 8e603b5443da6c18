import { explainFailure } from "#scripts/embedded/explain-failure.ts";
import { startInstance, type Instance } from "#scripts/embedded/start-instance.ts";

const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs an instance until it is told to stop: embedded mode, or the same processes on the operator's database and issuer.
 *
 * Ends the process: 0 after an orderly stop, 1 with one sentence on stderr when it cannot start.
 * @param options.isDevelopment serves web by Next's development server and starts the others anew on changes
 */
export async function supervise(options: { isDevelopment: boolean }): Promise<never> {
  // Whoever read our output may be gone; that must not keep the databases from being stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const stop = new AbortController();
  for (const name of stopSignals) process.on(name, () => stop.abort());
  // The launcher of another Node version holds this channel: without it nobody could stop us.
  if (process.channel) process.once("disconnect", () => stop.abort());
  try {
    const instance = await startInstance({ ...options, tell, signal: stop.signal });
    if (instance === null) process.exit(0);
    await untilAborted(stop.signal);
    await stopInOrder(instance);
    process.exit(0);
  } catch (error) {
    const sentence = explainFailure(error);
    process.stderr.write(`${sentence ?? `Latchkey met something nobody foresaw: ${describe(error)}`}\n`);
    process.exit(1);
  }
}

async function stopInOrder(instance: Instance): Promise<void> {
  tell("Stopping: work in flight gets up to 20 seconds.");
  await instance.stop();
  tell("Stopped.");
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
