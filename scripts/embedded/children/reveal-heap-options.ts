/**
 * How Node keeps the heap of the reveal process, in which some 30 MiB are alive: a bound makes the old generation grow in
 * small steps, so that memory stays level under load instead of filling with what reveals left behind.
 */
export const revealHeapOptions = "--max-semi-space-size=8 --max-old-space-size=256";
