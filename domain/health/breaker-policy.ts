const lookSecondsMin = 10;

/** The longest that one look whether a back end answers may take. */
export const lookSecondsMax = 60;

/** What is known of a back end that is looked at. */
interface LookedAt {
  /** Looks in a row that it did not answer. */
  readonly probes: number;
  /** How long the last look took that it answered; null: none has. */
  readonly lookMs: number | null;
}

/**
 * How long one look may take, in seconds: four times as long as the last that was answered, 10 at least, and twice as long
 * after each that was not, 60 at most. So a back end that is silent is found soon, and one that is slow is found to be there.
 */
export function lookSeconds({ probes, lookMs }: LookedAt): number {
  const usual = Math.max(lookSecondsMin, (4 * (lookMs ?? 0)) / 1000);
  return Math.min(lookSecondsMax, usual * 2 ** Math.min(probes, 10));
}

/** A step that takes longer has its back end looked at, and again each time that long. */
export const slowStepSeconds = 10;

const baseMs = 2000;
const capMs = 15_000;

/** Milliseconds before a back end that does not answer is looked at again: 2 s, doubled, at most 15 s; `random` is in [0, 1). */
export function probeDelayMs(probes: number, random: number): number {
  return Math.round(Math.min(capMs, baseMs * 2 ** Math.min(probes, 10)) * (0.75 + random / 4));
}

/** Within so many seconds all that waited goes on once the back end answers again: not everything at one moment. */
export const resumeSpreadSeconds = 3;

/** From this failed look on people are told: what is over before is nobody's business. */
export const probesBeforeAlert = 2;

/** Why something waits whose back end does not answer. */
export const outageReason = "backend_unavailable";

/** Why something waits whose back end takes nothing new. */
export const pauseReason = "backend_paused";
