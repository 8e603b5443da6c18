import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";

/** Machine-readable detail that travels with a problem document; never holds a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/**
 * The one error type that crosses a use case boundary.
 *
 * Guarantees a stable `code` from the error table, the HTTP status that belongs to it, and a
 * message fit to be shown: it says what to do and never holds a secret. The cause is kept for logs.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.details = options.details ?? {};
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }
}

/** Tells whether `value` is an AppError, optionally one of the given code. */
export function isAppError(value: unknown, code?: ErrorCode): value is AppError {
  return value instanceof AppError && (code === undefined || value.code === code);
}
