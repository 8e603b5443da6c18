import { spawn } from "node:child_process";
import { LaunchError } from "./launch-error.mjs";
import { root } from "./root.mjs";

/**
 * Runs a program in the clone and keeps what it prints to itself unless it fails.
 *
 * @param {string} what the sentence's subject, such as "The build"
 * @param {readonly string[]} command program and arguments
 * @param {Record<string, string>} [env] added to ours
 * @returns {Promise<void>}
 * @throws {LaunchError} with the program's output when it fails
 */
export function runCommand(what, command, env = {}) {
  const [file, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk) => (output += chunk);
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const stopWatching = endWithUs(child);
    child.once("error", (error) => reject(new LaunchError(`${what} cannot be run: ${error.message}.`)));
    child.once("close", (code) => {
      stopWatching();
      if (code === 0) resolve();
      else reject(new LaunchError(`${what} failed (exit code ${code}):\n${output.trim()}`));
    });
  });
}

/** A launcher that is told to stop leaves no install or build running behind it. */
function endWithUs(child) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const end = (signal) => {
    child.kill(signal);
    process.exit(1);
  };
  for (const signal of signals) process.once(signal, end);
  return () => {
    for (const signal of signals) process.off(signal, end);
  };
}
