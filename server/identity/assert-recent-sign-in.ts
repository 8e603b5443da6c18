import type { Actor } from "#domain/access/actor.ts";
import { AppError } from "#domain/errors/app-error.ts";

const clockSkewSecondsMax = 60;

/**
 * Refuses an actor whose sign-in is older than that, or whose issuer does not say how old it is.
 *
 * @throws reauthentication_required with `maxAgeSeconds`
 */
export function assertRecentSignIn({ authTime }: Pick<Actor, "authTime">, maxAgeSeconds: number): void {
  const ageSeconds = authTime === null ? Number.POSITIVE_INFINITY : (Date.now() - authTime.getTime()) / 1000;
  if (ageSeconds <= maxAgeSeconds && ageSeconds >= -clockSkewSecondsMax) return;
  throw new AppError(
    "reauthentication_required",
    "This needs a sign-in of the last minutes. Sign in again, then repeat it.",
    {
      details: { maxAgeSeconds },
    },
  );
}
