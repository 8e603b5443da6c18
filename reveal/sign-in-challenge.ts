import type { AppError } from "#domain/errors/app-error.ts";

/**
 * Gives the `WWW-Authenticate` that says which sign-in would do: how recent, and by which authentication contexts
 * (RFC 9470, section 3). Values of `acrValues` hold no quotes: the settings let none through.
 */
export function signInChallenge({ details }: Pick<AppError, "details">): string {
  const { maxAgeSeconds, acrValues } = details;
  const parts = [`Bearer realm="latchkey"`, `error="insufficient_user_authentication"`];
  if (Array.isArray(acrValues)) parts.push(`acr_values="${acrValues.join(" ")}"`);
  if (typeof maxAgeSeconds === "number") parts.push(`max_age="${maxAgeSeconds}"`);
  return parts.join(", ");
}
