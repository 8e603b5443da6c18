import { AppError } from "#domain/errors/app-error.ts";

/**
 * Makes the one answer for a token that cannot be checked now, whoever could not be asked and why: a stranger learns
 * neither which issuers there are nor how they do.
 *
 * @param cause for the log: who was asked, and what was answered
 */
export function issuerUnavailable(cause: unknown): AppError {
  return new AppError("unavailable", "The token cannot be checked just now. Try again in a moment.", { cause });
}
