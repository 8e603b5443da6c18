import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { leaseListSchema } from "#domain/contracts/lease.ts";
import { requestSchema } from "#domain/contracts/request.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { executeRun } from "#server/runs/execute-run.ts";
import { startProvisionRun } from "#server/runs/start-provision-run.ts";
import { waitUntil } from "#tests/faults/wait-until.ts";
import { answerTo, loginsOf } from "#tests/harness/leased-resource.ts";
import { startWorker } from "#tests/harness/start-worker.ts";
import { openTestServer, uniqueName } from "#tests/harness/test-server.ts";

const timeout = 120_000;
const settleMs = 60_000;

/** Says what it was handed, and whether the password stands anywhere that others can read; then does what it is told. */
const teller = (then: string) => `
const { readFileSync } = require("node:fs");
const { fields, url } = JSON.parse(readFileSync(0, "utf8"));
const open = [process.pid, process.ppid].flatMap((pid) => ["environ", "cmdline"].map((file) => readFileSync("/proc/" + pid + "/" + file, "latin1")));
console.log(JSON.stringify({ fields, isWhole: url.includes(encodeURIComponent(fields.password)),
  isOpen: open.some((text) => text.includes(fields.password)), token: process.env.LATCHKEY_TOKEN ?? null }));
${then}`;

const programOf = (then: string) => ["--exec", process.execPath, "-e", teller(then)];

let api: TestApi;
let origin: string;
beforeAll(async () => {
  api = await startApi();
  origin = await api.listen();
});

const environment = async (as: string) => ({ LATCHKEY_URL: origin, LATCHKEY_TOKEN: await api.token(as) });

/** A database of payments that a worker has built, and goes on working for. */
async function openDatabaseOfDana() {
  const server = await openTestServer({}, { ledger: api.ledger });
  await startWorker(server, undefined);
  const wish = { template: "postgres-small", team: "payments", environment: "dev", classification: "internal" };
  const body = { ...wish, name: uniqueName(), purpose: "A test." };
  const headers = { prefer: "wait=60" };
  const filed = requestSchema.parse(
    await (await api.call("POST /api/v1/requests", { as: "dana", body, headers })).json(),
  );
  const id = filed.resource?.id ?? "";
  const leases = async () =>
    leaseListSchema.parse(await (await api.call(`GET /api/v1/resources/${id}/leases`, { as: "dana" })).json()).items;
  const ended = () =>
    waitUntil("every lease has ended", settleMs, async () => {
      const found = await leases();
      return found.every(({ state }) => state === "ended") ? found : null;
    });
  return { id, leases, ended };
}

/** A database of payments that is built, and no worker that goes on working: a lease of it waits for its login. */
async function openDatabaseWithoutWorker() {
  const { worker } = await openTestServer({}, { ledger: api.ledger });
  const wish = { template: "postgres-small", team: "payments", environment: "dev", classification: "internal" };
  const body = { ...wish, name: uniqueName(), purpose: "A test." };
  const { id } = requestSchema.parse(await (await api.call("POST /api/v1/requests", { as: "dana", body })).json());
  await executeRun(worker, (await startProvisionRun(worker, id)) ?? "");
  const built = requestSchema.parse(await (await api.call(`GET /api/v1/requests/${id}`, { as: "dana" })).json());
  return built.resource?.id ?? "";
}

/** The command line as a process of its own, which `meanwhile` may send a signal to. */
async function run(
  id: string,
  place: readonly string[],
  meanwhile?: (pid: number, out: () => string) => Promise<void>,
) {
  const child = spawn(process.execPath, ["cli/main.ts", "lease", id, "--ttl", "15m", ...place], {
    cwd: fileURLToPath(new URL("../", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    env: { NODE_ENV: "production", PATH: process.env.PATH, ...(await environment("dana")) },
  });
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const err = text(child.stderr);
  const closed = once(child, "close");
  await meanwhile?.(child.pid ?? 0, () => out);
  const [code] = (await closed) as [number | null];
  return { out, err: await err, code };
}

test(
  "hands a lease to a program and to no other place, and gives it back when the program has ended",
  { timeout },
  async () => {
    const held = await openDatabaseOfDana();
    const { out, err, code } = await run(held.id, programOf(""));
    expect([code, err]).toEqual([0, ""]);
    const { fields, ...rest } = JSON.parse(out) as { fields: Record<string, string> };
    expect(rest).toEqual({ isWhole: true, isOpen: false, token: null });
    expect(await held.ended()).toMatchObject([{ reason: "It was given back.", by: { name: "dana" } }]);
    expect(await answerTo(fields)).not.toBe("in");
    expect(await loginsOf(held.id)).toHaveLength(1);
  },
);

test("gives it back when the program fails, and when this command is told to end", { timeout }, async () => {
  const held = await openDatabaseOfDana();
  const failed = await run(held.id, programOf("process.exit(3)"));
  expect(failed.code).toBe(1);
  expect(failed.err).toContain("which ended with exit code 3.");
  const told = await run(held.id, programOf("setInterval(() => {}, 1000)"), async (pid, out) => {
    await waitUntil("it runs", settleMs, async () => out() || null);
    process.kill(pid, "SIGTERM");
  });
  expect(told.code).toBe(1);
  expect(told.err).toContain("was ended by SIGTERM");
  expect(await held.ended()).toHaveLength(2);
  expect(await loginsOf(held.id)).toHaveLength(1);
});

test("gives it back when Ctrl-C comes before its login is made, and leaves no file", { timeout }, async () => {
  const id = await openDatabaseWithoutWorker();
  const path = join(await mkdtemp(join(tmpdir(), "latchkey-cli-lease-")), "lease.json");
  const leases = async () =>
    leaseListSchema.parse(await (await api.call(`GET /api/v1/resources/${id}/leases`, { as: "dana" })).json()).items;
  const left = await run(id, ["--out", path], async (pid) => {
    await waitUntil("it waits", settleMs, async () => (await leases())[0] ?? null);
    process.kill(pid, "SIGINT");
  });
  expect(left).toEqual({ code: 130, out: "", err: "Stopped: nothing was handed over.\n" });
  expect(await leases()).toMatchObject([{ state: "ended", reason: "It was given back." }]);
  await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("writes one to a file of its owner's, lists it, and ends it when told to", { timeout }, async () => {
  const held = await openDatabaseOfDana();
  const env = await environment("dana");
  const path = join(await mkdtemp(join(tmpdir(), "latchkey-cli-lease-")), "lease.json");
  const made = await runCli(["lease", held.id, "--ttl", "60s", "--purpose", "by hand", "--out", path], env);
  expect([made.code, made.err]).toEqual([0, ""]);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const { fields } = JSON.parse(await readFile(path, "utf8")) as { fields: Record<string, string> };
  expect(made.out).not.toContain(fields.password);
  expect(await answerTo(fields)).toBe("in");
  const [lease] = await held.leases();
  const listed = await runCli(["lease", "list", held.id, "--open"], env);
  expect(listed.out).toContain(lease?.leaseId);
  expect(listed.out).toContain("by hand");
  const released = await runCli(["lease", "release", lease?.leaseId ?? ""], env);
  expect(released.out).toBe(`${lease?.leaseId} is over (released).\n`);
  await held.ended();
  expect(await answerTo(fields)).not.toBe("in");
  const noor = await runCli(["lease", held.id, "--ttl", "15m", "--out", `${path}.noor`], await environment("noor"));
  expect([noor.code, noor.err]).toEqual([1, expect.stringContaining("(not_found)")]);
  await expect(stat(`${path}.noor`)).rejects.toThrow("ENOENT");
  expect((await runCli(["lease", held.id, "--ttl", "2h", "--out", `${path}.long`], env)).err).toContain(
    "--ttl is a time",
  );
});
