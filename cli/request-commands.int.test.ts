import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { beforeAll, expect, test } from "vitest";
import { requestListSchema, requestSchema } from "#domain/contracts/request.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";

let api: TestApi;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi();
  env = { LATCHKEY_URL: await api.listen(), LATCHKEY_TOKEN: await api.token("dana"), LATCHKEY_HOME: "/nonexistent" };
});

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
const create = (name: string, ...more: string[]) => {
  const given = new Map(
    Object.entries({
      "--template": "postgres-small",
      "--name": name,
      "--team": "payments",
      "--environment": "dev",
      "--classification": "internal",
      "--purpose": "Orders service",
    }),
  );
  return runCli(["request", "create", ...[...given].flat(), ...more], env);
};

test("creates what is granted at once, and shows it again", async () => {
  const name = newName();
  const created = await create(name, "--json", "--param", "size=small");
  expect([created.code, created.err]).toEqual([0, ""]);
  const request = requestSchema.parse(JSON.parse(created.out));
  expect(request).toMatchObject({ name, state: "approved", parameters: { size: "small" } });
  const shown = await runCli(["request", "show", request.id, "--json"], env);
  expect([shown.code, requestSchema.parse(JSON.parse(shown.out)).digest]).toEqual([0, request.digest]);
  const told = await runCli(["request", "show", request.id], env);
  expect(told.out).toContain(`${request.id}  approved`);
});

test("ends with 10 when a human is needed, at once also with --wait", async () => {
  const startedAt = performance.now();
  const created = await create(newName(), "--environment", "production", "--wait", "30");
  expect([created.code, created.err]).toEqual([10, ""]);
  expect(created.out).toMatch(/pending approval[^]*approval by platform: 0 of 1/);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test("ends with 20 when it is denied, and gives the remedies", async () => {
  const created = await create(newName(), "--lifetime-hours", "80000", "--json");
  expect(created.code).toBe(20);
  const { state, decision } = requestSchema.parse(JSON.parse(created.out));
  expect(state).toBe("denied");
  const remedies = decision.trace.flatMap(({ remedy }) => (remedy === undefined ? [] : [remedy]));
  expect(remedies).toEqual([{ path: "/lifetimeHours", op: "<=", value: expect.any(Number) }]);
  const told = await create(newName(), "--lifetime-hours", "80000");
  expect(told.out).toContain("Remedy: /lifetimeHours <= ");
});

test("ends with 1 when the wait runs out before it is built", async () => {
  const created = await create(newName(), "--wait", "1");
  expect([created.code, created.err]).toEqual([1, expect.stringContaining("is not built after 1 s")]);
  expect(created.out).toContain("approved");
});

test("tells who looks on what goes on and for how long, and wipes it when it is over", async () => {
  const request = requestSchema.parse(JSON.parse((await create(newName(), "--json")).out));
  const states = ["approved", "provisioning", "fulfilled"];
  const answers = states.values();
  await using server = await serve((_, res) => {
    const { value: state = "fulfilled" } = answers.next();
    res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ ...request, state }));
  });
  const lines: (string | null)[] = [];
  const there = { ...env, LATCHKEY_URL: server.url };
  const status = (line: string | null) => lines.push(line);
  const { code, err } = await runCli(["request", "wait", request.id, "--timeout", "600"], there, { status });
  expect([code, err]).toEqual([0, ""]);
  expect(lines[0]).toBe(`${request.id} approved, 0 s`);
  expect(lines.at(-2)).toMatch(/^req_\w+ (approved|provisioning), \d+ s$/);
  expect(lines.at(-1)).toBe(null);
});

test("leaves the request in place at Ctrl-C, and says how to go on", async () => {
  const name = newName();
  const argv = ["--template", "postgres-small", "--name", name, "--team", "payments", "--environment", "dev"];
  const more = ["--classification", "internal", "--purpose", "Orders service", "--wait", "60"];
  const child = spawn(process.execPath, ["cli/main.ts", "request", "create", ...argv, ...more], {
    env: { ...env, NODE_ENV: "test" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  const find = async () => {
    const found = await api.call(`GET /api/v1/requests?q=${name}`, { as: "dana" });
    return requestListSchema.parse(await found.json()).items[0] ?? null;
  };
  const filed = await waitUntil("the request is filed", 60_000, find);
  child.kill("SIGINT");
  const [out, err, [code]] = await ended;
  expect([code, out]).toEqual([130, ""]);
  expect(err).toMatch(
    new RegExp(`^(${filed.id} goes on without you: latchkey request wait ${filed.id}|It may have been filed: .*)\n$`),
  );
  expect((await find())?.state).toBe("approved");
});

test("ends with 1 and the problem for what the API refuses", async () => {
  const unknown = await create(newName(), "--team", "nope", "--json");
  expect([unknown.code, JSON.parse(unknown.out).code]).toEqual([1, "unknown_reference"]);
  expect(unknown.err).toMatch(/^latchkey: .*nope/);
  const absent = await runCli(["request", "show", "req_absent"], env);
  expect([absent.code, absent.out]).toEqual([1, ""]);
  const stale = await runCli(["request", "show", "req_absent"], { ...env, LATCHKEY_TOKEN: "a.b.c" });
  expect([stale.code, stale.err]).toEqual([1, expect.stringContaining("LATCHKEY_TOKEN was not accepted")]);
});

test("files one request when it is called again with its key", async () => {
  const name = newName();
  const [one, other] = [
    await create(name, "--idempotency-key", "deploy-7", "--json"),
    await create(name, "--idempotency-key", "deploy-7", "--json"),
  ];
  expect(JSON.parse(other.out).id).toBe(JSON.parse(one.out).id);
});

test("never follows a redirect with the token", async () => {
  const seen: (string | undefined)[] = [];
  await using thief = await serve((req, res) => {
    seen.push(req.headers.authorization);
    res.end("{}");
  });
  await using door = await serve((_, res) => res.writeHead(307, { location: thief.url }).end());
  const { code } = await runCli(["request", "show", "req_1"], { ...env, LATCHKEY_URL: door.url });
  expect([code, seen]).toEqual([1, []]);
});

async function serve(answer: RequestListener): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
