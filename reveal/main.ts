import { isAppError } from "#domain/errors/app-error.ts";
import { openLog } from "#server/adapters/log/log.ts";
import { readSettings } from "#server/settings.ts";
import { startReveal } from "#reveal/start-reveal.ts";

const drainMsMax = 20_000;
const log = openLog("reveal");

try {
  const reveal = await startReveal(readSettings());
  const stop = () => {
    setTimeout(() => process.exit(1), drainMsMax).unref();
    void reveal.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  process.once("disconnect", stop);
  log.info({ port: reveal.port }, "ready");
  process.send?.("ready");
} catch (error) {
  log.fatal(isAppError(error) ? { code: error.code } : { err: error }, describe(error));
  process.exitCode = 1;
  if (process.connected) process.disconnect();
}

function describe(error: unknown): string {
  if (isAppError(error)) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port of the reveal service is in use: set REVEAL_PORT to a free one.";
  }
  return "The reveal service cannot start.";
}
