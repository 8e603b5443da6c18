import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as delay } from "node:timers/promises";
import { CliError } from "#cli/cli-error.ts";
import type { Terminal } from "#cli/command.ts";
import { grantWords, type SecretPlace, type SecretWords } from "#cli/secret-place.ts";

/** Programs that do not understand their words end within this time, and use nothing up. */
const earlyEndMs = 300;
const graceMs = 5_000;

type Started = ChildProcess & { readonly stdin: Writable };

interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Starts a program that is handed a credential on its standard input; its output goes where ours goes.
 *
 * No shell reads the words. The program has the environment given here, without `LATCHKEY_TOKEN`: what opens credentials
 * stays with us.
 * @throws CliError when there is no such program, or it ends at once
 */
export async function startSecretProgram(
  words: readonly string[],
  env: Terminal["env"],
  { opened, again }: SecretWords = grantWords,
): Promise<SecretPlace> {
  const [program = ""] = words;
  const child = await start(words, env);
  const exited = new Promise<End>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  const stopPassing = passSignals(child);
  void exited.then(stopPassing);
  const end = async () => {
    child.kill("SIGTERM");
    child.stdin.destroy();
    const isOver = exited.then(() => true);
    if (!(await Promise.race([isOver, delay(graceMs, false, { ref: false })]))) child.kill("SIGKILL");
    return exited;
  };
  const early = await Promise.race([exited, delay(earlyEndMs, null)]);
  if (early !== null) throw new CliError(`${program} ${spellEnd(early)} before anything was opened.`);
  return {
    async write(content) {
      try {
        child.stdin.end(content);
        await finished(child.stdin, { readable: false });
      } catch (cause) {
        const how = spellEnd(await end());
        throw new CliError(
          `${opened}, but ${program} closed its input before it had read everything, and ${how}: ${again}.`,
          { cause },
        );
      }
    },
    discard: async () => void (await end()),
    async conclude() {
      const ended = await exited;
      if (ended.code === 0) return "";
      throw new CliError(
        `The credential was handed to ${program}, which ${spellEnd(ended)}. If it kept nothing of it: ${again}.`,
      );
    },
  };
}

async function start(words: readonly string[], env: Terminal["env"]): Promise<Started> {
  const [program = "", ...args] = words;
  try {
    const own = { ...env, LATCHKEY_TOKEN: undefined } as unknown as NodeJS.ProcessEnv;
    const child = spawn(program, args, { stdio: ["pipe", "inherit", "inherit"], shell: false, env: own });
    await once(child, "spawn");
    // Each failure has a listener of its own where it matters: none may end this process.
    child.on("error", () => undefined);
    child.stdin.on("error", () => undefined);
    return child;
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
    throw new CliError(`${program} cannot be started (${reason}). Nothing was opened.`, { cause });
  }
}

/** Ctrl-C reaches the program from the terminal itself, so it is only kept from ending us first. */
function passSignals(child: ChildProcess): () => void {
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  const ignore = () => undefined;
  process.on("SIGTERM", pass).on("SIGHUP", pass).on("SIGINT", ignore);
  return () => void process.off("SIGTERM", pass).off("SIGHUP", pass).off("SIGINT", ignore);
}

function spellEnd({ code, signal }: End): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}
