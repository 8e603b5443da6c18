import { spawn } from "node:child_process";
import type { Terminal } from "#cli/command.ts";

/**
 * Opens an http or https address in the person's browser, by `$BROWSER` or what the system has; no shell reads it.
 * Gives false where nothing could be started.
 */
export function openBrowser(url: string, { env }: Pick<Terminal, "env">): Promise<boolean> {
  if (!/^https?:/.test(url)) return Promise.resolve(false);
  const [program, ...args] = openerOf(env, process.platform);
  return new Promise((resolve) => {
    const child = spawn(program, [...args, url], { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => {
      child.unref();
      resolve(true);
    });
  });
}

function openerOf(env: Terminal["env"], platform: NodeJS.Platform): readonly [string, ...string[]] {
  if (env.BROWSER && !/[\s%:]/.test(env.BROWSER)) return [env.BROWSER];
  if (platform === "darwin") return ["open"];
  // `start` is a word of the shell; this is what it calls.
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  return ["xdg-open"];
}
