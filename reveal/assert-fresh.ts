import { AppError } from "#domain/errors/app-error.ts";
import type { SignInNeed } from "#reveal/sign-in-need.ts";

const clockSkewSecondsMax = 60;

/**
 * Refuses a sign-in that is older than is needed, or of another authentication context, or of which the issuer does not
 * state what is needed.
 *
 * @throws reauthentication_required with `maxAgeSeconds`, and `acrValues` where there are any
 */
export function assertFresh(
  signIn: { readonly authTime: Date | null; readonly acr: string | null },
  need: SignInNeed,
  now: Date,
): void {
  const { maxAgeSeconds, acrValues } = need;
  const isStrongEnough = acrValues.length === 0 || (signIn.acr !== null && acrValues.includes(signIn.acr));
  if (isStrongEnough && (maxAgeSeconds === null || isFresh(signIn.authTime, maxAgeSeconds, now))) return;
  const message = isStrongEnough
    ? "This needs a more recent sign-in. Sign in again to open it."
    : `This needs a stronger sign-in, by ${acrValues.join(" or ")}. Sign in again that way to open it.`;
  throw new AppError("reauthentication_required", message, {
    details: { maxAgeSeconds, ...(acrValues.length > 0 && { acrValues }) },
  });
}

function isFresh(authTime: Date | null, ageSecondsMax: number, now: Date): boolean {
  if (authTime === null) return false;
  const ageSeconds = (now.getTime() - authTime.getTime()) / 1000;
  return ageSeconds <= ageSecondsMax && ageSeconds >= -clockSkewSecondsMax;
}
