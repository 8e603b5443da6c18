import { randomUUID } from "node:crypto";
import { appendFile } from "node:fs/promises";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How an action speaks with the runner that started it: inputs, outputs, state and masks, by its files and its commands.
 *
 * Source: GitHub Actions, “Workflow commands” and “Metadata syntax”.
 */
export interface Runner {
  /** The input's text without surrounding space; empty where it is not given. */
  readonly input: (name: string) => string;
  /** What an earlier step of this action saved. */
  readonly state: (name: string) => string;
  readonly saveState: (name: string, value: string) => Promise<void>;
  readonly setOutput: (name: string, value: string) => Promise<void>;
  /** Sets a variable for the steps that follow. */
  readonly setEnvironment: (name: string, value: string) => Promise<void>;
  /** Has every later line of the log show `***` instead. */
  readonly mask: (secret: string) => void;
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly fail: (text: string) => void;
}

/** The runner that is behind these variables and this output. */
export function githubRunner(env: Environment, write: (text: string) => void): Runner {
  const append = async (file: string, name: string, value: string) => {
    const path = env[file];
    if (!path) throw new Error(`${file} is not set: this runs as a step of GitHub Actions.`);
    // Nobody who wrote the value can foresee what ends it.
    const end = `end-${randomUUID()}`;
    await appendFile(path, `${name}<<${end}\n${value}\n${end}\n`);
  };
  return {
    input: (name) => (env[`INPUT_${name.toUpperCase()}`] ?? "").trim(),
    state: (name) => env[`STATE_${name}`] ?? "",
    saveState: (name, value) => append("GITHUB_STATE", name, value),
    setOutput: (name, value) => append("GITHUB_OUTPUT", name, value),
    setEnvironment: (name, value) => append("GITHUB_ENV", name, value),
    mask: (secret) => {
      // The runner masks line by line.
      for (const line of new Set([secret, ...secret.split(/\r?\n/)])) {
        if (line.trim() !== "") write(`::add-mask::${escape(line)}\n`);
      }
    },
    say: (text) => write(`${text.replaceAll("::", ": :")}\n`),
    warn: (text) => write(`::warning::${escape(text)}\n`),
    fail: (text) => write(`::error::${escape(text)}\n`),
  };
}

function escape(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
