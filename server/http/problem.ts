import { AppError } from "#domain/errors/app-error.ts";
import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";
import { limitHeaders } from "#server/http/limit-headers.ts";
import type { LimitState } from "#server/http/call-limiter.ts";

/** What a problem document says about the call it answers. */
export interface ProblemContext {
  readonly requestId: string;
  /** Path of the call, without its query. */
  readonly instance: string;
}

/**
 * Answers with an RFC 9457 problem document.
 *
 * The error's details become members of the document; they never replace a standard one. Adds
 * `WWW-Authenticate` (RFC 6750), `Allow`, `Retry-After` and the rate-limit headers where they belong.
 */
export function problemResponse(error: AppError, context: ProblemContext): Response {
  const body = {
    ...error.details,
    type: `/docs/errors/${error.code}`,
    title: errorTable[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    instance: context.instance,
    requestId: context.requestId,
  };
  const headers = { "content-type": "application/problem+json", ...headersOf(error) };
  return new Response(JSON.stringify(body), { status: error.status, headers });
}

/** Errors whose message is for whoever runs this instance: it names files and settings. */
const operatorErrors: ReadonlySet<ErrorCode> = new Set(["catalog_invalid", "settings_invalid"]);

/** Turns what a use case threw into what may be told: an AppError as it is, all else without a word of it. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError && !operatorErrors.has(thrown.code)) return thrown;
  if (isConnectionLoss(thrown)) {
    return new AppError("unavailable", "The database does not answer. Try again in a moment.", { cause: thrown });
  }
  return new AppError("internal", "Something went wrong here. Try again; if it stays, report the request id.", {
    cause: thrown,
  });
}

/** Socket errors, PostgreSQL's connection classes (08, 53300, 57P), the ORM's "cannot reach", the pool's time-out. */
function isConnectionLoss(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown ? String(thrown.code) : "";
  if (/^(ECONN\w+|ETIMEDOUT|EPIPE|08\w{3}|53300|57P0\d|P100[128]|P1017|P2024)$/.test(code)) return true;
  if (code === "ENOENT" && "syscall" in thrown && thrown.syscall === "connect") return true;
  return (
    /^timeout exceeded when trying to connect|^Connection terminated/.test(thrown.message) ||
    isConnectionLoss(thrown.cause)
  );
}

function headersOf({ code, status, details }: AppError): Record<string, string> {
  const headers: Record<string, string> = {};
  if (status === 401) headers["www-authenticate"] = `Bearer realm="latchkey"`;
  if (code === "insufficient_scope")
    headers["www-authenticate"] = `Bearer realm="latchkey", error="insufficient_scope"`;
  if (code === "method_not_allowed" && typeof details.allow === "string") headers.allow = details.allow;
  if (typeof details.retryAfterSeconds === "number") {
    headers["retry-after"] = String(Math.max(1, Math.ceil(details.retryAfterSeconds)));
  }
  return isLimitState(code, details) ? { ...headers, ...limitHeaders(details) } : headers;
}

function isLimitState(code: ErrorCode, details: object): details is LimitState {
  return code === "rate_limited" && ["limit", "remaining", "resetSeconds"].every((name) => name in details);
}
