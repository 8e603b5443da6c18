/**
 * How Node keeps the heap of a process in which little is alive, such as some 30 MiB in reveal: a bound makes the old generation grow in small steps, so that memory stays level under load instead of filling with what is
 * over.
 */
export const heapOptions = {
  web: "--max-semi-space-size=8 --max-old-space-size=768",
  worker: "--max-semi-space-size=8 --max-old-space-size=512",
  reveal: "--max-semi-space-size=8 --max-old-space-size=256",
} as const;
