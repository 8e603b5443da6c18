/** How long one use of emergency access lasts at most. */
export const emergencyMinutesMax = 60;

/** Within how long a second person confirms one that needs two; after that it lapses. */
export const confirmMinutesMax = 15;

/** How old the sign-in may be of whoever asks for emergency access or confirms it. */
export const breakGlassSignInSecondsMax = 300;

/** Gives how many minutes one use may last under a catalog; at least one. */
export function emergencyMinutes({ hoursMax }: { readonly hoursMax: number }): number {
  return Math.min(emergencyMinutesMax, Math.max(1, Math.floor(hoursMax * 60)));
}
