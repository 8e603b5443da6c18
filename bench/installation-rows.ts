import { makeInstallation, startInstance } from "#bench/instance.ts";
import { measureMemory } from "#bench/measure-memory.ts";
import { measureReadyOnRedis } from "#bench/measure-ready-on-redis.ts";
import { measureReady, type ReadyFigures } from "#bench/measure-ready.ts";
import { measureSubmit } from "#bench/measure-submit.ts";
import { percentile, spellMs } from "#bench/statistics.ts";
import { createLocalToken } from "#server/identity/create-local-token.ts";
import { readSettings } from "#server/settings.ts";

/** Measures a whole installation from the first start: requests, submits, memory. `BENCH_ROUNDS` shrinks it. */
export async function installationRows(): Promise<string[][]> {
  const rounds = Number(process.env.BENCH_ROUNDS ?? 30);
  const installation = await makeInstallation();
  try {
    const first = await startInstance(installation.env);
    const order = { email: "dana@latchkey.test", scopes: ["all"], ttlSeconds: 3600 };
    const settings = readSettings({ ...installation.env, NODE_ENV: "production" });
    const token = await createLocalToken(settings, order).finally(() => first.stop());
    const onRedis = await measureReadyOnRedis(installation.env, token, rounds);
    await using instance = await startInstance(installation.env);
    const ready = await measureReady(instance, token, rounds);
    const memory = await measureMemory(instance);
    const { submit, bare } = await measureSubmit(instance, token);
    return [
      ...readyRows("request to ready", ready, "≤ 2.2 ×"),
      ...(onRedis === null
        ? [["request to ready, queue on Redis: not measured, no redis-server is on this machine", "", "", "", ""]]
        : readyRows("request to ready, queue on Redis", onRedis, "≤ 1.6 ×")),
      ["commit to event stream, p50", spellMs(percentile(ready.told, 0.5)), "", "", ""],
      ["commit to event stream, max", spellMs(Math.max(...ready.told)), "", "", "≤ 100 ms"],
      [
        "submits per second (yardstick: bare route, one Prisma insert)",
        submit.perSecond.toFixed(0),
        bare.perSecond.toFixed(0),
        `${((100 * submit.perSecond) / bare.perSecond).toFixed(0)} %`,
        "≥ 40 %",
      ],
      [
        "submit, p99 of 16 clients",
        spellMs(percentile(submit.latencies, 0.99)),
        spellMs(percentile(bare.latencies, 0.99)),
        "",
        "",
      ],
      ["first start, built", spellMs(first.startMs), "", "", ""],
      ["start again", spellMs(instance.startMs), "", "", ""],
      ...[...memory].map(([name, mib]) => [`memory of ${name}`, `${mib.toFixed(0)} MiB`, "", "", ""]),
    ];
  } finally {
    await installation.remove();
  }
}

/** The yardstick is the raw script, measured in turns with ours. */
function readyRows(figure: string, { ready, raw }: ReadyFigures, goal: string): string[][] {
  const [readyMs, rawMs] = [percentile(ready, 0.5), percentile(raw, 0.5)];
  return [
    [
      `${figure}, p50 (yardstick: raw script)`,
      spellMs(readyMs),
      spellMs(rawMs),
      `${(readyMs / rawMs).toFixed(2)} ×`,
      goal,
    ],
    [`${figure}, p95`, spellMs(percentile(ready, 0.95)), spellMs(percentile(raw, 0.95)), "", ""],
  ];
}
