import { AppError, isAppError } from "#domain/errors/app-error.ts";

const networkCodes = new Set(
  "ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH ENOTFOUND EAI_AGAIN ENOENT".split(" "),
);

/** Codes of replies that time cures: start-up, a long script, memory, a disk, too many clients. */
const retryableReplies = new Set("LOADING BUSY OOM MISCONF MASTERDOWN TRYAGAIN EXECABORT".split(" "));
const refusals: Readonly<Record<string, string>> = {
  NOPERM: "The admin user lacks a right on the cache server. The runbook of redis-cache lists what it needs.",
  WRONGPASS: "The cache server refused the admin password. Check the back end's admin secret.",
  NOAUTH: "The cache server asks for a password, and the back end's admin secret has none.",
  READONLY: "The cache server is a replica. Name its primary in the back end's admin secret.",
};

/**
 * Turns whatever the client threw into an AppError: retryable when time may cure it, final otherwise.
 *
 * An AppError passes as it is. Neither message nor cause holds the arguments of a command, among which passwords are.
 */
export function mapRedisError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  const cause = withoutArguments(error);
  if (signal.aborted) return new AppError("aborted", "The work on the cache server was stopped.", { cause });
  if (isLostConnection(cause)) {
    return new AppError("backend_unavailable", "The cache server does not answer.", { cause });
  }
  if (isTlsFailure(cause)) {
    return new AppError("backend_refused", `TLS with the cache server failed: ${cause.message}.`, { cause });
  }
  const reply = replyCode(cause);
  if (reply === undefined) return new AppError("internal", "Work on the cache server failed.", { cause });
  const options = { details: { reply }, cause };
  if (retryableReplies.has(reply) || /max number of clients/.test(cause.message)) {
    return new AppError("backend_unavailable", `The cache server cannot do this now (${reply}).`, options);
  }
  return new AppError("backend_refused", refusals[reply] ?? `The cache server refused (${reply}).`, options);
}

/** Code that an error reply begins with, such as NOPERM; undefined when the server replied no error. */
export function replyCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== "ReplyError") return undefined;
  return /^-?([A-Z]+)\b/.exec(error.message)?.[1] ?? "ERR";
}

/** The client attaches the command to the error; a copy goes on without it. */
function withoutArguments(error: unknown): Error & { code?: unknown } {
  if (!(error instanceof Error)) return new Error("The client threw something that is no error.");
  const copy: Error & { code?: unknown } = new Error(error.message);
  copy.name = error.name;
  if (error.stack !== undefined) copy.stack = error.stack;
  if ("code" in error) copy.code = error.code;
  return copy;
}

function isLostConnection({ name, message, code }: Error & { code?: unknown }): boolean {
  if (typeof code === "string" && networkCodes.has(code)) return true;
  return name === "AbortError" || /^(Connection is closed|connect ETIMEDOUT|Stream isn't writeable)/.test(message);
}

function isTlsFailure({ message, code }: Error & { code?: unknown }): boolean {
  return /wrong version number|certificate/i.test(message) || (typeof code === "string" && /CERT|TLS|SSL/.test(code));
}
