import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { requestEventSchema, type RequestEvent } from "#domain/contracts/request.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.call("GET /api/v1/templates", { as: "priya" });
});

async function file(): Promise<{ id: string; digest: string }> {
  const name = `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const body = {
    template: "postgres-small",
    name,
    team: "payments",
    environment: "production",
    classification: "internal",
    purpose: "x",
  };
  return (await (await api.call("POST /api/v1/requests", { as: "dana", body })).json()) as {
    id: string;
    digest: string;
  };
}

interface Frame {
  readonly id?: string;
  readonly event?: string;
  readonly data?: string;
}

/** Reads frames as a browser's EventSource would, until `enough`, the end of the stream, or the caller's abort. */
async function* frames(response: Response): AsyncGenerator<Frame> {
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    const parts = text.split("\n\n");
    text = parts.pop() ?? "";
    for (const part of parts) yield Object.fromEntries(part.split("\n").map((line) => line.split(/: (.*)/s, 2)));
  }
}

async function eventsUntil(response: Response, isLast: (event: RequestEvent) => boolean): Promise<RequestEvent[]> {
  const events: RequestEvent[] = [];
  for await (const frame of frames(response)) {
    if (frame.data === undefined) continue;
    const event = requestEventSchema.parse(JSON.parse(frame.data));
    expect([frame.id, frame.event]).toEqual([event.id, event.kind]);
    events.push(event);
    if (isLast(event)) break;
  }
  return events;
}

const open = (id: string, headers: Record<string, string> = {}) =>
  api.call(`GET /api/v1/requests/${id}/events`, { as: "dana", headers });

test("replays the history, then tells a change within 200 ms of its answer", async () => {
  const { id, digest } = await file();
  const response = await open(id);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
  let toldAt = 0;
  const reading = eventsUntil(response, (event) => {
    toldAt = performance.now();
    return event.state === "approved";
  });
  const body = { verdict: "approve", comment: "", digest };
  const decided = await api.call(`POST /api/v1/requests/${id}/decisions`, { as: "priya", body });
  expect(decided.status).toBe(200);
  const decidedAt = performance.now();
  const events = await reading;
  expect(toldAt - decidedAt).toBeLessThan(200);
  expect(events.filter(({ kind }) => kind === "state").map(({ state }) => state)).toEqual([
    "pending_approval",
    "approved",
  ]);
  expect(events.every(({ message }) => message.length > 0)).toBe(true);
});

test("goes on after Last-Event-ID: nothing lost, nothing twice", async () => {
  const { id } = await file();
  const [first] = await eventsUntil(await open(id), () => true);
  await api.call(`POST /api/v1/requests/${id}/withdraw`, { as: "dana" });
  const all = await eventsUntil(await open(id), ({ state }) => state === "withdrawn");
  const rest = await eventsUntil(
    await open(id, { "last-event-id": first?.id ?? "" }),
    ({ state }) => state === "withdrawn",
  );
  expect([first, ...rest]).toEqual(all);
});

test("refuses what is no event id, and sends no stream to who may not see the request", async () => {
  const { id } = await file();
  expect((await open(id, { "last-event-id": "x" })).status).toBe(422);
  const stranger = await api.call(`GET /api/v1/requests/${id}/events`, { as: "noor" });
  expect([stranger.status, stranger.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
});

test("opens no stream for HEAD", async () => {
  const { id } = await file();
  const head = await api.call(`HEAD /api/v1/requests/${id}/events`, { as: "dana" });
  expect([head.status, head.body]).toEqual([200, null]);
});

test("tells the client when to come back, sends heartbeats, and ends by itself within 15 s", async () => {
  const { id } = await file();
  const startedAt = performance.now();
  const texts: string[] = [];
  for await (const chunk of (await open(id)).body?.pipeThrough(new TextDecoderStream()) ?? []) texts.push(chunk);
  const seconds = (performance.now() - startedAt) / 1000;
  expect(seconds).toBeGreaterThan(12);
  expect(seconds).toBeLessThan(15);
  const text = texts.join("");
  expect(text.startsWith("retry: 200\n\n")).toBe(true);
  expect(text.match(/^: alive$/gm)?.length).toBeGreaterThanOrEqual(2);
});
