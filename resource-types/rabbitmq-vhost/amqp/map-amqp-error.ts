import { AppError, isAppError } from "#domain/errors/app-error.ts";

/** What the broker says to a login or an act that it does not permit, and to one beyond a limit. */
export const refusalCodes = ["ACCESS_REFUSED", "NOT_ALLOWED", "PRECONDITION_FAILED"] as const;

/** Code and words of a refusal. */
export interface AmqpRefusal {
  readonly code: (typeof refusalCodes)[number];
  readonly text: string;
}

/** What the broker refused, in its own words; null when this is no refusal. */
export function readRefusal(error: unknown): AmqpRefusal | null {
  const cause = isAppError(error) ? error.cause : error;
  if (!(cause instanceof Error)) return null;
  const code = refusalCodes.find((known) => known === codeOf(cause));
  // The client puts the method that was refused in front, or that it knows none.
  return code === undefined ? null : { code, text: cause.message.replace(/^\w+: /, "").slice(0, 300) };
}

/** Turns whatever the client threw into an AppError: final when the broker refuses, retryable otherwise. */
export function mapAmqpError(error: unknown, signal: AbortSignal): AppError {
  if (isAppError(error)) return error;
  if (signal.aborted) return new AppError("aborted", "The work on the broker was stopped.", { cause: error });
  const refusal = readRefusal(error);
  if (refusal !== null) {
    return new AppError("backend_refused", `The broker refused: ${refusal.text}`, {
      details: { ...refusal },
      cause: error,
    });
  }
  const code = error instanceof Error ? codeOf(error) : "";
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|UNABLE_TO|SELF_SIGNED/.test(code)) {
    return new AppError("backend_refused", `TLS with the broker failed (${code}).`, { cause: error });
  }
  if (code === "VERSION_MISMATCH") {
    return new AppError("backend_refused", "The AMQP port of the back end does not speak AMQP 0-9-1.", {
      cause: error,
    });
  }
  if (error instanceof Error && code === "INTERNAL_ERROR") {
    // Among them: a virtual host that is down.
    const said = error.message.replace(/^\w+: /, "").slice(0, 300);
    return new AppError("backend_unavailable", `The broker cannot do this now: ${said}`, { cause: error });
  }
  return new AppError("backend_unavailable", "The broker does not answer over AMQP.", { cause: error });
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
