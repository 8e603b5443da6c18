import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { root } from "../launcher/root.mjs";

const graceSeconds = 30;

/**
 * Runs a program in the clone, its output going where ours goes, in a process group of its own that ends with us.
 *
 * @param {readonly string[]} command program and arguments
 * @param {{ minutesMax: number, env?: Record<string, string>, hide?: RegExp }} options after `minutesMax` the group is
 *   interrupted, then killed; lines that match `hide` are left out
 * @returns {Promise<{ exitCode: number, timedOut: boolean }>}
 */
export function runStreaming([file, ...args], { minutesMax, env = {}, hide }) {
  return new Promise((resolve) => {
    const output = hide ? "pipe" : "inherit";
    const stdio = ["ignore", output, output];
    const child = spawn(file, args, { cwd: root, env: { ...process.env, ...env }, stdio, detached: true });
    if (hide) for (const name of ["stdout", "stderr"]) pass(child[name], process[name], hide);
    let timedOut = false;
    let killer;
    const kill = (signal) => killGroup(child.pid, signal);
    const timer = setTimeout(() => {
      timedOut = true;
      // Runners stop what they started when they are interrupted; a killed one leaves servers behind.
      kill("SIGINT");
      killer = setTimeout(() => kill("SIGKILL"), graceSeconds * 1000);
    }, minutesMax * 60_000);
    const interrupt = () => kill("SIGINT");
    const end = (exitCode) => {
      clearTimeout(timer);
      clearTimeout(killer);
      for (const name of ["SIGINT", "SIGTERM"]) process.off(name, interrupt);
      resolve({ exitCode: timedOut ? 1 : exitCode, timedOut });
    };
    for (const name of ["SIGINT", "SIGTERM"]) process.on(name, interrupt);
    child.once("error", () => end(1));
    child.once("close", (code) => end(code ?? 1));
  });
}

function pass(from, to, hide) {
  createInterface({ input: from }).on("line", (line) => {
    if (!hide.test(line)) to.write(`${line}\n`);
  });
}

function killGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // It has ended already.
  }
}
