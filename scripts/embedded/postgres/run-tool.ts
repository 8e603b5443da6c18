import { spawn } from "node:child_process";
import type { DatabaseUser } from "#scripts/embedded/postgres/database-user.ts";

const toolEnvironment: Record<string, string> = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" };

/** What a server tool answered; `output` holds stdout and stderr together. */
export interface ToolResult {
  readonly code: number | null;
  readonly output: string;
}

/**
 * Runs a PostgreSQL server tool as the database user, in the C locale and without our environment.
 *
 * Gives the exit code and the output instead of throwing, also when the file cannot be executed (code null).
 */
export function runTool(file: string, args: readonly string[], user: DatabaseUser | null): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: "/",
      env: toolEnvironment as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    });
    let output = "";
    const collect = (chunk: Buffer) => (output += chunk.toString("utf8"));
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.once("error", (error) => resolve({ code: null, output: error.message }));
    child.once("close", (code) => resolve({ code, output }));
  });
}
