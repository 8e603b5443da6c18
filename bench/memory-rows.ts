import { setTimeout as sleep } from "node:timers/promises";
import { submitBody } from "#bench/follow-until-ready.ts";
import { makeInstallation, startInstance, type Instance } from "#bench/instance.ts";
import { measureMemory } from "#bench/measure-memory.ts";
import { percentile, verdict } from "#bench/statistics.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { readSettings } from "#server/settings.ts";

const clients = 8;
const idleMs = 10_000;
const samples = 5;
/** Longer than the server waits for one request: what never answers ends the measurement, with its reason. */
const answerMsMax = 90_000;
const progressEvery = 100;
/** What each process may gain over the second half, in per cent. */
const growthMax = 10;

/** Memory of each process behind the first and the second half of the requests, in MiB. `BENCH_REQUESTS` shrinks a half. */
export async function memoryRows(): Promise<string[][]> {
  const half = Number(process.env.BENCH_REQUESTS ?? 500);
  const { env, remove } = await makeInstallation();
  try {
    await using instance = await startInstance(env);
    const order = { email: "dana@latchkey.test", scopes: ["all"], ttlSeconds: 3600 };
    const token = await createLocalToken(readSettings({ ...env, NODE_ENV: "production" }), order);
    await serve(instance, token, half);
    const first = await idleMemory(instance);
    await serve(instance, token, half);
    const second = await idleMemory(instance);
    return [...second].map(([name, after]) => {
      const before = first.get(name) ?? Number.NaN;
      const growth = (after / before - 1) * 100;
      return [
        `memory of ${name} after ${2 * half} requests (yardstick: after ${half})`,
        `${after.toFixed(0)} MiB`,
        `${before.toFixed(0)} MiB`,
        `${growth >= 0 ? "+" : ""}${growth.toFixed(1)} %`,
        verdict(`≤ +${growthMax} %`, growth <= growthMax),
      ];
    });
  } finally {
    await remove();
  }
}

/** Asks for databases and waits for each until it is there, several at a time. */
async function serve(instance: Instance, token: string, count: number): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", prefer: "wait=60" };
  let [left, done] = [count, 0];
  const startedAt = performance.now();
  const client = async () => {
    while (left-- > 0) {
      const body = submitBody("dev");
      const signal = AbortSignal.timeout(answerMsMax);
      const response = await fetch(`${instance.url}/api/v1/requests`, { method: "POST", headers, body, signal });
      const { state } = (await response.json()) as { state?: string };
      if (state !== "fulfilled") throw new Error(`A request is ${state ?? response.status} after a minute.`);
      done += 1;
      if (done % progressEvery !== 0 && done !== count) continue;
      const seconds = (performance.now() - startedAt) / 1000;
      process.stderr.write(`memory: ${done} of ${count} requests fulfilled after ${seconds.toFixed(0)} s\n`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
}

/** The median of five looks, once nothing was asked for ten seconds. */
async function idleMemory(instance: Instance): Promise<ReadonlyMap<string, number>> {
  await sleep(idleMs);
  const seen = new Map<string, number[]>();
  for (let sample = 0; sample < samples; sample++) {
    for (const [name, mib] of await measureMemory(instance)) seen.set(name, [...(seen.get(name) ?? []), mib]);
    await sleep(1000);
  }
  return new Map([...seen].map(([name, values]) => [name, percentile(values, 0.5)]));
}
