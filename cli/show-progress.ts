import type { Terminal } from "#cli/command.ts";

const drawMs = 1000;

/**
 * Does `work` while a line on the terminal tells what it is at and for how long; the line is gone when it is over. Where
 * nobody looks nothing is written.
 */
export async function showProgress<T>(terminal: Terminal, describe: () => string, work: () => Promise<T>): Promise<T> {
  const { status } = terminal;
  if (!status) return work();
  const startedAt = performance.now();
  const draw = () => status(`${describe()}, ${Math.floor((performance.now() - startedAt) / 1000)} s`);
  draw();
  const timer = setInterval(draw, drawMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    status(null);
  }
}
