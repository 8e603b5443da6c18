import pino from "pino";

/** The log of a process. */
export type Logger = pino.Logger;

/** Opens the process's log: JSON lines on stdout or to `destination`, errors with code and cause, never a body, a header or a secret. */
export function openLog(process: string, destination: pino.DestinationStream = pino.destination(1)): Logger {
  const options: pino.LoggerOptions = {
    name: process,
    level: globalThis.process.env.LOG_LEVEL ?? "info",
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: presentError },
    redact: { paths: ["*.password", "*.secret", "*.token", "*.authorization", "*.cookie"], censor: "[secret]" },
  };
  return pino(options, destination);
}

function presentError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = "code" in error ? String(error.code) : undefined;
  // Drivers put statements, parameters and connection strings on their errors: only these four fields leave.
  return { name: error.name, code, message: error.message, stack: error.stack, cause: presentCause(error.cause) };
}

function presentCause(cause: unknown): object | undefined {
  return cause === undefined ? undefined : presentError(cause);
}
