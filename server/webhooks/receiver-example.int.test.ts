import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { expect, onTestFinished, test } from "vitest";
import { Secret } from "#domain/credentials/secret.ts";
import { signMessage, spellSigningKey } from "#domain/webhooks/sign-message.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";

const linesMax = 20;

test("the receiver of the documents verifies as it stands there, in at most twenty lines", async () => {
  const page = await readFile("docs/webhooks.md", "utf8");
  const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? "";
  expect(code.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(linesMax);
  const [key, next] = [Secret.fromBytes(randomBytes(32)), Secret.fromBytes(randomBytes(32))];
  const port = await freePort();
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
    env: { NODE_ENV: "test", SIGNING_KEY: spellSigningKey(key), PORT: String(port) },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let said = "";
  child.stdout.on("data", (part: Buffer) => {
    said += part.toString();
  });
  const body = Buffer.from('{"type":"ping","timestamp":"2026-11-27T20:00:00Z","data":{"by":{"name":"Zoë"}}}');
  const post = async (headers: Record<string, string>, sent = body) =>
    (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body: new Uint8Array(sent) })).status;
  const sign = (secondsAgo: number, keys = [key]) =>
    signMessage({ id: "evt_1", at: new Date(Date.now() - secondsAgo * 1000), body }, keys);
  await waitUntil("it listens", 20_000, () =>
    post({})
      .then(() => true as const)
      .catch(() => null),
  );
  expect(await post(sign(0))).toBe(204);
  expect(await post(sign(0, [next, key]))).toBe(204);
  expect(await post(sign(0, [next]))).toBe(401);
  expect(await post(sign(310))).toBe(401);
  expect(await post(sign(-310))).toBe(401);
  expect(await post(sign(0), Buffer.from("{}"))).toBe(401);
  expect(await post({ ...sign(0), "webhook-id": "evt_2" })).toBe(401);
  expect(await post({ ...sign(0), "webhook-timestamp": "soon" })).toBe(401);
  expect(await post({ ...sign(0), "webhook-signature": "v1,\u00e9".padEnd(47, "\u00e9") })).toBe(401);
  expect(said.trim().split("\n")).toEqual(["evt_1 ping", "evt_1 ping"]);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
