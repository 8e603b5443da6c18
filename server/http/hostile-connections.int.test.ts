import { connect, type Socket } from "node:net";
import { beforeAll, expect, test } from "vitest";
import { limitConnections } from "#server/http/limit-connections.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";

const headSeconds = 2;

let api: TestApi;
let origin: URL;
let authorization = "";
beforeAll(async () => {
  limitConnections({ headSeconds, callSeconds: 20 });
  api = await startApi();
  origin = new URL(await api.listen());
  authorization = `Bearer ${await api.token("dana")}`;
  expect((await fetch(new URL("/api/v1/templates", origin), { headers: { authorization } })).status).toBe(200);
});

interface Attack {
  readonly name: string;
  readonly headers?: readonly string[];
  /** Parts of the body; an endless one is read as far as the other side takes it. */
  readonly body: Iterable<Buffer>;
  readonly status: number;
}

interface Outcome {
  readonly status: number;
  /** Milliseconds until the answer's first byte, from the connection. */
  readonly ms: number;
  readonly sentBytes: number;
}

const mebibyte = 1024 * 1024;
const block = Buffer.alloc(64 * 1024, 0x20);

function* blocks(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += block.length) yield block;
}
function* chunks(bytes: number): Generator<Buffer> {
  for (const one of blocks(bytes))
    yield Buffer.concat([Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from("\r\n")]);
}
const text = (body: string) => ({ headers: [`content-length: ${Buffer.byteLength(body)}`], body: [Buffer.from(body)] });
const keys = (count: number) => `{${Array.from({ length: count }, (_, key) => `"k${key}":1`).join(",")}}`;

const attacks: readonly Attack[] = [
  { name: "10 MB", headers: [`content-length: ${10 * mebibyte}`], body: blocks(10 * mebibyte), status: 413 },
  { name: "chunks without end", headers: ["transfer-encoding: chunked"], body: chunks(Infinity), status: 413 },
  { name: "100,000 deep arrays", ...text("[".repeat(1e5) + "]".repeat(1e5)), status: 413 },
  { name: "30,000 deep arrays", ...text("[".repeat(3e4) + "]".repeat(3e4)), status: 400 },
  { name: "10,000 deep objects", ...text(`{"a":`.repeat(1e4)), status: 400 },
  { name: "50,000 keys", ...text(keys(50_000)), status: 413 },
  { name: "6,000 keys", ...text(keys(6000)), status: 422 },
  { name: "bait for a regular expression", ...text(`{"name":"a${"-".repeat(60_000)}!"}`), status: 422 },
  {
    name: "a packed bomb",
    headers: ["content-encoding: gzip", "content-length: 20"],
    body: [Buffer.alloc(20, 0x1f)],
    status: 415,
  },
  { name: "a header of 64 KB", headers: [`x-long: ${"x".repeat(64 * 1024)}`], body: [], status: 431 },
  {
    name: "5,000 headers",
    headers: Array.from({ length: 5000 }, (_, index) => `x-${index}: y`),
    body: [],
    status: 431,
  },
  { name: "a body of two lengths", headers: ["content-length: 2", "content-length: 3"], body: [], status: 400 },
  {
    name: "a length and chunks",
    headers: ["content-length: 2", "transfer-encoding: chunked"],
    body: [],
    status: 400,
  },
];

/** Sends a call over a socket of its own, as fast as it is taken, until it is answered. */
async function send({ headers = [], body }: Attack): Promise<Outcome> {
  const socket = connect(Number(origin.port), origin.hostname);
  const startedAt = performance.now();
  const answered = answerOf(socket).then((status) => ({ status, ms: performance.now() - startedAt }));
  const head = ["POST /api/v1/requests HTTP/1.1", `host: ${origin.host}`, `authorization: ${authorization}`];
  let sentBytes = 0;
  const write = async (part: Buffer | string) => {
    sentBytes += Buffer.byteLength(part);
    if (!socket.write(part)) await Promise.race([new Promise((taken) => socket.once("drain", taken)), answered]);
  };
  await write([...head, "content-type: application/json", ...headers, "", ""].join("\r\n"));
  let isAnswered = false;
  void answered.then(() => (isAnswered = true));
  for (const part of body) {
    if (isAnswered || socket.destroyed) break;
    await write(part);
    await new Promise(setImmediate);
  }
  const { status, ms } = await answered;
  socket.destroy();
  return { status, ms, sentBytes };
}

/** The status of the answer; 0 where the connection ends without one. */
function answerOf(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    let seen = "";
    socket.on("data", (data: Buffer) => {
      if (seen.length < 100) seen += data.toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(seen)?.[1];
      if (status !== undefined) resolve(Number(status));
    });
    socket.on("error", () => resolve(0));
    socket.on("close", () => resolve(0));
  });
}

test("N37: answers what is too much as soon as it is, and keeps little of it", async () => {
  const round = async () => {
    const outcomes: (Outcome & { name: string })[] = [];
    for (const attack of attacksAnew()) outcomes.push({ name: attack.name, ...(await send(attack)) });
    return outcomes;
  };
  const wanted = attacks.map(({ name, status }) => [name, status]);
  expect((await round()).map(({ name, status }) => [name, status])).toEqual(wanted);
  // What a process takes once, for its code and its heap, is not what an attacker makes it keep.
  for (let warm = 0; warm < 3; warm += 1) await round();
  const before = process.memoryUsage().rss;
  let largest = 0;
  let slowest = 0;
  for (let again = 0; again < 5; again += 1) {
    for (const { ms } of await round()) slowest = Math.max(slowest, ms);
    largest = Math.max(largest, process.memoryUsage().rss - before);
  }
  // Attacker and server share this process.
  expect(largest).toBeLessThan(50 * mebibyte);
  sayMachine(
    "N37",
    `${attacks.length} kinds of call that are too much, 5 times each: all refused, the slowest after ${Math.round(slowest)} ms, memory + ${Math.round(largest / mebibyte)} MB`,
  );
});

/** Bodies are read once: each round has its own. */
function attacksAnew(): readonly Attack[] {
  return attacks.map((attack) => {
    if (attack.name === "10 MB") return { ...attack, body: blocks(10 * mebibyte) };
    if (attack.name === "chunks without end") return { ...attack, body: chunks(Infinity) };
    return attack;
  });
}

test("N37: answers 200 clients that dribble their heads or bodies within their time, and everybody else meanwhile", async () => {
  const dribble = (head: string) => {
    const socket = connect(Number(origin.port), origin.hostname);
    const startedAt = performance.now();
    const answered = answerOf(socket).then((status) => ({ status, ms: performance.now() - startedAt }));
    socket.write(head);
    const timer = setInterval(() => socket.writable && socket.write("x"), 500);
    return answered.finally(() => {
      clearInterval(timer);
      socket.destroy();
    });
  };
  const call = `POST /api/v1/requests HTTP/1.1\r\nhost: ${origin.host}\r\nauthorization: ${authorization}\r\n`;
  const heads = Array.from({ length: 100 }, () => dribble(`${call}x-slow: `));
  const length = "content-type: application/json\r\ncontent-length: 60000\r\n\r\n{";
  const bodies = Array.from({ length: 100 }, () => dribble(`${call}${length}`));
  const silent = answerOf(connect(Number(origin.port), origin.hostname));
  const quiet = await latencies(20);
  const slowHeads = await Promise.all(heads);
  const busy = await latencies(20);
  const slowBodies = await Promise.all(bodies);
  // A browser connects before it has anything to say, and would take an answer for one to its next call.
  expect(await silent).toBe(0);
  expect(new Set(slowHeads.map(({ status }) => status))).toEqual(new Set([408]));
  expect(new Set(slowBodies.map(({ status }) => status))).toEqual(new Set([400]));
  const longest = (some: readonly { ms: number }[]) => Math.round(Math.max(...some.map(({ ms }) => ms)));
  sayMachine(
    "N37",
    `100 slow heads: 408 after ${longest(slowHeads)} ms of ${headSeconds * 1000}; 100 slow bodies: 400 after ${longest(slowBodies)} ms of 10000; others meanwhile: ${quiet} ms and ${busy} ms at the 95th percentile, 40 of 40 answered`,
  );
});

/** The 95th percentile of calls of somebody else, one after another; every one has to be answered. */
async function latencies(calls: number): Promise<number> {
  const took: number[] = [];
  for (let call = 0; call < calls; call += 1) {
    const startedAt = performance.now();
    const answer = await fetch(new URL("/api/v1/templates", origin), { headers: { authorization } });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
    took.push(performance.now() - startedAt);
  }
  return Math.round(took.toSorted((one, other) => one - other)[Math.floor(calls * 0.95)] ?? 0);
}
