import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { submitBody } from "#bench/follow-until-ready.ts";
import type { Instance } from "#bench/instance.ts";
import { postLoad, type LoadFigures } from "#bench/load.ts";
import { choosePorts } from "#scripts/test/choose-ports.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const next = join(root, "node_modules/next/dist/bin/next");
const clients = 16;
const turnSeconds = 4;
const turns = 3;

export interface SubmitFigures {
  readonly submit: LoadFigures;
  readonly bare: LoadFigures;
}

/** Loads a submit and a bare route with one Prisma insert in turns: same machine, same Next, same database server. */
export async function measureSubmit(instance: Instance, token: string): Promise<SubmitFigures> {
  const bare = await startBareApp(instance);
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = () => submitBody("production");
  const load = { headers, body, clients };
  const submitUrl = `${instance.url}/api/v1/requests`;
  const figures = { submit: [] as LoadFigures[], bare: [] as LoadFigures[] };
  for (const url of [submitUrl, bare.url]) await postLoad({ ...load, url, seconds: 2 });
  for (let turn = 0; turn < turns; turn++) {
    figures.submit.push(await postLoad({ ...load, url: submitUrl, seconds: turnSeconds }));
    figures.bare.push(await postLoad({ ...load, url: bare.url, seconds: turnSeconds }));
  }
  await bare.stop();
  return { submit: joined(figures.submit), bare: joined(figures.bare) };
}

function joined(turnsMeasured: readonly LoadFigures[]): LoadFigures {
  const perSecond = turnsMeasured.reduce((sum, { perSecond: rate }) => sum + rate, 0) / turnsMeasured.length;
  return { perSecond, latencies: turnsMeasured.flatMap(({ latencies }) => latencies) };
}

async function startBareApp(instance: Instance): Promise<{ url: string; stop: () => Promise<void> }> {
  const app = join(root, "bench/bare-app");
  const url = (await readFile(join(instance.home, "secrets/db-web"), "utf8")).trim();
  const [port] = await choosePorts(1);
  const env = { ...process.env, DATABASE_URL: url, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" } as const;
  const built = spawn(process.execPath, [next, "build", app], { env, stdio: ["ignore", "ignore", "inherit"] });
  const [code] = (await once(built, "exit")) as [number];
  if (code !== 0) throw new Error("the bare app did not build");
  const args = [next, "start", app, "-p", String(port), "-H", "127.0.0.1"];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "inherit"] });
  for await (const chunk of child.stdout) if (String(chunk).includes("Ready")) break;
  child.stdout.resume();
  const stop = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { url: `http://127.0.0.1:${port}/api/bare`, stop };
}
