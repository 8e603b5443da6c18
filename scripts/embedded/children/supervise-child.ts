import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChildPlan } from "#scripts/embedded/children/child-plan.ts";
import { lastWords } from "#scripts/embedded/children/last-words.ts";
import { probeHealth } from "#scripts/embedded/children/probe-health.ts";
import { rotateLog } from "#scripts/embedded/rotate-log.ts";
import { StartError } from "#scripts/embedded/start-error.ts";

const preload = fileURLToPath(new URL("exit-with-parent.mjs", import.meta.url));
const readySecondsMax = 90;
const backOffMs = { first: 250, longest: 10_000 };
/** A life this long makes the next crash count as the first one again. */
const steadyMs = 30_000;
const restartDrainMs = 5000;

/** A process that is kept alive. */
export interface SupervisedChild {
  readonly name: ChildPlan["name"];
  /**
   * Settles once: resolved when the process is ready for the first time, rejected with a StartError that repeats its
   * last words when it ends before.
   */
  readonly ready: Promise<void>;
  /** Ends it and starts it again at once. */
  restart(): void;
  /** Asks it to finish, ends it after `drainMs`, and starts it no more. */
  stop(drainMs: number): Promise<void>;
}

/**
 * Starts a process, and after it was ready once, starts it again whenever it ends, waiting longer each time.
 *
 * @param tell receives one sentence for each end that nobody asked for
 */
export function superviseChild(plan: ChildPlan, tell: (sentence: string) => void): SupervisedChild {
  let wanted: "running" | "restarted" | "stopped" = "running";
  let life = spawnChild(plan);
  const ready = untilReady(plan, life);
  void ready.then(keepAlive, () => undefined);
  return {
    name: plan.name,
    ready,
    restart: () => {
      if (wanted === "running") wanted = "restarted";
      void endProcess(life.process, restartDrainMs);
    },
    stop: async (drainMs) => {
      wanted = "stopped";
      await endProcess(life.process, drainMs);
    },
  };

  async function keepAlive(): Promise<void> {
    let waitMs = backOffMs.first;
    for (;;) {
      const bornAt = Date.now();
      await life.ended;
      if (wanted === "running") {
        if (Date.now() - bornAt > steadyMs) waitMs = backOffMs.first;
        tell(`The ${plan.name} process ended (${describeEnd(life.process)}) and is started again; see ${plan.log}.`);
        await sleep(waitMs);
        waitMs = Math.min(waitMs * 2, backOffMs.longest);
      }
      if (isStopped()) return;
      wanted = "running";
      life = (await spawnPatiently()) ?? life;
    }
  }

  /** A full disk or process table passes; the supervisor and its other processes outlive it. */
  async function spawnPatiently(): Promise<Life | null> {
    while (!isStopped()) {
      try {
        return spawnChild(plan);
      } catch (error) {
        tell(`The ${plan.name} process cannot be started: ${String(error)}`);
        await sleep(backOffMs.longest);
      }
    }
    return null;
  }

  /** Asked anew after each wait, which the type checker does not see. */
  function isStopped(): boolean {
    return wanted === "stopped";
  }
}

interface Life {
  readonly process: ChildProcess;
  readonly ended: Promise<void>;
  readonly logStart: number;
}

function spawnChild(plan: ChildPlan): Life {
  rotateLog(plan.log);
  const log = openSync(plan.log, "a", 0o600);
  const logStart = fstatSync(log).size;
  const child = fork(plan.entry, [...plan.args], {
    env: { ...plan.env } as NodeJS.ProcessEnv,
    execArgv: ["--disable-warning=ExperimentalWarning", "--import", preload],
    stdio: ["ignore", log, log, "ipc"],
    // A process group of its own: Ctrl-C reaches the supervisor alone, which stops everything in order.
    detached: true,
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return { process: child, ended, logStart };
}

async function untilReady(plan: ChildPlan, life: Life): Promise<void> {
  const late = sleep(readySecondsMax * 1000, "late" as const, { ref: false });
  const ready = plan.health ? untilHealthy(plan.health, life) : untilSaid(life);
  const outcome = await Promise.race([ready, life.ended, late]);
  if (outcome === "ready") return;
  const end =
    outcome === "late" ? `was not ready after ${readySecondsMax} seconds` : `ended (${describeEnd(life.process)})`;
  const words = (await lastWords(plan.log, life.logStart)).replace(/[.]?$/, "");
  throw new StartError(`The ${plan.name} process ${end}: ${words} (more in ${plan.log}).`);
}

async function untilHealthy(probe: NonNullable<ChildPlan["health"]>, life: Life): Promise<"ready"> {
  while (!(await probeHealth(probe))) {
    if (life.process.exitCode !== null || life.process.signalCode !== null) return new Promise(() => undefined);
    await sleep(50);
  }
  return "ready";
}

function untilSaid(life: Life): Promise<"ready"> {
  return new Promise((resolve) => {
    life.process.on("message", (message) => {
      if (message === "ready") resolve("ready");
    });
  });
}

async function endProcess(child: ChildProcess, drainMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => killGroup(child.pid), drainMs);
  await exited;
  clearTimeout(timer);
}

/** The development server has a process below it. */
function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has just ended by itself.
  }
}

function describeEnd(child: ChildProcess): string {
  return child.signalCode ? `signal ${child.signalCode}` : `exit code ${child.exitCode}`;
}
