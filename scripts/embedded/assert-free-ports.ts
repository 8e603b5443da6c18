import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { StartError } from "#scripts/embedded/start-error.ts";

/** Children of a killed supervisor need a moment to notice; only after it a port counts as taken. */
const graceMs = 3000;

/** A loopback port that a process of ours is about to listen on, by the setting that names it. */
export interface PortPlan {
  readonly setting: string;
  readonly port: number;
}

/**
 * Makes sure that every port is free on the loopback interface and no two are the same.
 *
 * @throws StartError naming the port and its setting
 */
export async function assertFreePorts(plans: readonly PortPlan[]): Promise<void> {
  for (const [index, plan] of plans.entries()) {
    const twin = plans.slice(0, index).find((other) => other.port === plan.port);
    if (twin)
      throw new StartError(`${twin.setting} and ${plan.setting} are both ${plan.port}: give each a port of its own.`);
  }
  const giveUpAt = Date.now() + graceMs;
  await Promise.all(plans.map((plan) => assertFree(plan, giveUpAt)));
}

async function assertFree({ setting, port }: PortPlan, giveUpAt: number): Promise<void> {
  for (;;) {
    const code = await tryPort(port);
    if (code === null) return;
    if (code === "EACCES")
      throw new StartError(`Port ${port} needs rights that this user lacks: set ${setting} to one above 1023.`);
    if (code !== "EADDRINUSE")
      throw new StartError(`Port ${port} of 127.0.0.1 cannot be used (${code}): set ${setting}.`);
    if (Date.now() > giveUpAt) {
      throw new StartError(`Port ${port} is in use by another program: set ${setting} to a free port.`);
    }
    await sleep(100);
  }
}

async function tryPort(port: number): Promise<string | null> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  }
  server.close();
  await once(server, "close");
  return null;
}
