import { spawn } from "node:child_process";

/** How a command ended, with everything it printed. */
export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
  readonly seconds: number;
}

/** Runs a command without a shell and collects its output; one that cannot start or dies by a signal exits with 1. */
export function runCommand(
  command: readonly string[],
  cwd: string,
  extraEnv: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const [file = "", ...args] = command;
  const started = performance.now();
  return new Promise((resolve) => {
    let output = "";
    const env = { ...process.env, ...extraEnv, NO_COLOR: "1" };
    const child = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env });
    const end = (exitCode: number) => resolve({ exitCode, output, seconds: (performance.now() - started) / 1000 });
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => {
      output += error.message;
      end(1);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}
