/** How long one look whether a back end answers may take. */
export const probeSecondsMax = 10;

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
