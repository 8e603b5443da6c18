// Runs a double until SIGTERM: `SLACK_BOT_TOKEN=… DOUBLE_PORT=… node tests/slack-double/main.ts DIRECTORY USER…` writes every
// payload that it receives to a file of DIRECTORY, and prints its address.
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startSlackDouble } from "#tests/slack-double/start-slack-double.ts";

const [directory = "slack", ...users] = process.argv.slice(2);
await mkdir(directory, { recursive: true, mode: 0o700 });
let count = 0;

/** Written beside and renamed, so that a payload is there whole or not at all. */
async function keep(payload: string): Promise<void> {
  count += 1;
  const path = join(directory, `${String(count).padStart(6, "0")}.payload`);
  await writeFile(`${path}.part`, payload);
  await rename(`${path}.part`, path);
}

const double = await startSlackDouble({
  port: Number(process.env.DOUBLE_PORT ?? 0),
  botToken: process.env.SLACK_BOT_TOKEN,
  users,
  receive: keep,
});
process.stdout.write(`${double.apiUrl}\n`);
for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void double[Symbol.asyncDispose]());
