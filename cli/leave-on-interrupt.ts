import type { Terminal } from "#cli/command.ts";

const interruptedCode = 130;

/** Does `work`; Ctrl-C meanwhile says what becomes of it, and ends the process with 130. A second Ctrl-C ends it at once. */
export async function leaveOnInterrupt<T>(
  terminal: Terminal,
  leave: () => string | Promise<string>,
  work: () => Promise<T>,
): Promise<T> {
  const interrupted = async () => {
    const sentence = await leave();
    terminal.status?.(null);
    terminal.err(`${sentence}\n`);
    process.exit(interruptedCode);
  };
  const listener = () => void interrupted();
  process.once("SIGINT", listener);
  try {
    return await work();
  } finally {
    process.off("SIGINT", listener);
  }
}
