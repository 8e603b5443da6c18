import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { makeInstallation, startInstance } from "#bench/instance.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { readSettings } from "#server/settings.ts";

const clients = fileURLToPath(new URL("hostile-clients.ts", import.meta.url));
const warmUpCalls = 500;
const turns = 5;
/** Until every slow client is connected. */
const settleMs = 1000;

/** Milliseconds of somebody's calls, alone and beside hostile clients. */
export interface HostileFigures {
  readonly quiet: readonly number[];
  readonly attacked: readonly number[];
}

/** Measures `calls` calls of somebody alone and as many beside hostile clients, in turns. */
export async function measureHostile(calls: number): Promise<HostileFigures> {
  const { env, remove } = await makeInstallation();
  try {
    await using instance = await startInstance({ ...env, RATE_LIMIT_ADDRESS_PER_MINUTE: "10000000" });
    const settings = readSettings({ ...env, NODE_ENV: "production" });
    const order = { email: "dana@latchkey.test", scopes: ["all"], ttlSeconds: 3600 } as const;
    const authorization = `Bearer ${await createLocalToken(settings, order)}`;
    const call = { url: `${instance.url}/api/v1/templates`, authorization };
    await latencies(call, warmUpCalls);
    const figures = { quiet: [] as number[], attacked: [] as number[] };
    for (let turn = 0; turn < turns; turn++) {
      figures.quiet.push(...(await latencies(call, calls / turns)));
      await using _ = startHostileClients({ origin: instance.url, authorization });
      await sleep(settleMs);
      figures.attacked.push(...(await latencies(call, calls / turns)));
    }
    return figures;
  } finally {
    await remove();
  }
}

/** One call after another; every one has to be answered. */
async function latencies({ url, authorization }: { url: string; authorization: string }, calls: number) {
  const took: number[] = [];
  for (let call = 0; call < calls; call++) {
    const startedAt = performance.now();
    const answer = await fetch(url, { headers: { authorization } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
    took.push(performance.now() - startedAt);
  }
  return took;
}

function startHostileClients(door: { origin: string; authorization: string }): AsyncDisposable {
  const child = spawn(process.execPath, [clients], { stdio: ["pipe", "inherit", "inherit"] });
  child.stdin.end(JSON.stringify(door));
  return {
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null) throw new Error("The hostile clients gave up.");
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
