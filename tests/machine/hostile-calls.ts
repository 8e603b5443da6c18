import { connect, type Socket } from "node:net";

/** Whom hostile calls are sent to, and as whom. */
export interface Door {
  readonly origin: URL;
  readonly authorization: string;
}

/** A call that is too much in one way. */
export interface HostileKind {
  readonly name: string;
  readonly headers?: readonly string[];
  /** Parts of the body; an endless one is read as far as the other side takes it. */
  readonly body: () => Iterable<Buffer>;
  readonly status: number;
}

interface Outcome {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  /** Milliseconds until the answer's first byte, from the connection. */
  readonly ms: number;
}

const mebibyte = 1024 * 1024;
const block = Buffer.alloc(64 * 1024, 0x20);
const dribbleEveryMs = 500;

function* blocks(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += block.length) yield block;
}
function* chunksWithoutEnd(): Generator<Buffer> {
  for (const one of blocks(Infinity))
    yield Buffer.concat([Buffer.from(`${one.length.toString(16)}\r\n`), one, Buffer.from("\r\n")]);
}
const nothing = () => [];
const text = (body: string) => ({
  headers: [`content-length: ${Buffer.byteLength(body)}`],
  body: () => [Buffer.from(body)],
});
const keys = (count: number) => `{${Array.from({ length: count }, (_, key) => `"k${key}":1`).join(",")}}`;

/** Every kind, with the status that it is refused with. */
export const hostileKinds: readonly HostileKind[] = [
  { name: "10 MB", headers: [`content-length: ${10 * mebibyte}`], body: () => blocks(10 * mebibyte), status: 413 },
  { name: "chunks without end", headers: ["transfer-encoding: chunked"], body: chunksWithoutEnd, status: 413 },
  { name: "100,000 deep arrays", ...text("[".repeat(1e5) + "]".repeat(1e5)), status: 413 },
  { name: "30,000 deep arrays", ...text("[".repeat(3e4) + "]".repeat(3e4)), status: 400 },
  { name: "10,000 deep objects", ...text(`{"a":`.repeat(1e4)), status: 400 },
  { name: "50,000 keys", ...text(keys(50_000)), status: 413 },
  { name: "6,000 keys", ...text(keys(6000)), status: 422 },
  { name: "bait for a regular expression", ...text(`{"name":"a${"-".repeat(60_000)}!"}`), status: 422 },
  {
    name: "a packed bomb",
    headers: ["content-encoding: gzip", "content-length: 20"],
    body: () => [Buffer.alloc(20, 0x1f)],
    status: 415,
  },
  { name: "a header of 64 KB", headers: [`x-long: ${"x".repeat(64 * 1024)}`], body: nothing, status: 431 },
  {
    name: "5,000 headers",
    headers: Array.from({ length: 5000 }, (_, index) => `x-${index}: y`),
    body: nothing,
    status: 431,
  },
  {
    name: "a body of two lengths",
    headers: ["content-length: 2", "content-length: 3"],
    body: nothing,
    status: 400,
  },
  {
    name: "a length and chunks",
    headers: ["content-length: 2", "transfer-encoding: chunked"],
    body: nothing,
    status: 400,
  },
];

/** Sends a call over a socket of its own, as fast as it is taken, until it is answered. */
export async function sendHostile(door: Door, { headers = [], body }: HostileKind): Promise<Outcome> {
  const socket = connectTo(door);
  const answered = outcomeOf(socket);
  const write = async (part: Buffer | string) => {
    if (!socket.write(part)) await Promise.race([new Promise((taken) => socket.once("drain", taken)), answered]);
  };
  await write([...headOf(door), "content-type: application/json", ...headers, "", ""].join("\r\n"));
  let isAnswered = false;
  void answered.then(() => (isAnswered = true));
  for (const part of body()) {
    if (isAnswered || socket.destroyed) break;
    await write(part);
    await new Promise(setImmediate);
  }
  return answered.finally(() => socket.destroy());
}

/** Sends the head or the body of a call byte by byte, slower than anybody waits, until it is answered or cut off. */
export async function dribble(door: Door, part: "head" | "body"): Promise<Outcome> {
  const socket = connectTo(door);
  const answered = outcomeOf(socket);
  const begun = { head: ["x-slow: "], body: ["content-type: application/json", "content-length: 60000", "", "{"] };
  socket.write([...headOf(door), ...begun[part]].join("\r\n"));
  const timer = setInterval(() => socket.writable && socket.write("x"), dribbleEveryMs);
  return answered.finally(() => {
    clearInterval(timer);
    socket.destroy();
  });
}

/** Connects and says nothing; gives how that ends. */
export function stayMute(door: Door): Promise<Outcome> {
  return outcomeOf(connectTo(door));
}

function connectTo({ origin }: Door): Socket {
  return connect(Number(origin.port), origin.hostname);
}

function headOf({ origin, authorization }: Door): readonly string[] {
  return ["POST /api/v1/requests HTTP/1.1", `host: ${origin.host}`, `authorization: ${authorization}`];
}

function outcomeOf(socket: Socket): Promise<Outcome> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    let seen = "";
    const end = (status: number) => resolve({ status, ms: performance.now() - startedAt });
    socket.on("data", (data: Buffer) => {
      if (seen.length < 100) seen += data.toString("latin1");
      const status = /^HTTP\/1\.1 (\d{3})/.exec(seen)?.[1];
      if (status !== undefined) end(Number(status));
    });
    socket.on("error", () => end(0));
    socket.on("close", () => end(0));
  });
}
