import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { requestListSchema, requestSchema, type RequestView } from "#domain/contracts/request.ts";
import { resourceListSchema, resourceSchema } from "#domain/contracts/resource.ts";
import { templateListSchema } from "#domain/contracts/template.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let admin: pg.Pool;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi();
  admin = new pg.Pool({ connectionString: api.ledger.url, max: 2 });
  env = { LATCHKEY_URL: await api.listen(), LATCHKEY_HOME: "/nonexistent" };
});
afterAll(() => admin.end());

const newName = () => `n${randomUUID().replaceAll("-", "").slice(0, 20)}`;
const as = async (who: string) => ({ ...env, LATCHKEY_TOKEN: await api.token(who) });
const run = async (who: string, ...argv: string[]) => runCli(argv, await as(who));

async function file(environment = "dev", change: Record<string, unknown> = {}): Promise<RequestView> {
  const common = { template: "postgres-small", team: "payments", classification: "internal", purpose: "Orders" };
  const body = { ...common, name: newName(), environment, ...change };
  const response = await api.call("POST /api/v1/requests", { as: "dana", body });
  return requestSchema.parse(await response.json());
}

/** A resource as a finished run leaves it. */
async function hold(state = "active"): Promise<{ id: string; name: string }> {
  const request = await file();
  const id = `res_${randomUUID().replaceAll("-", "").slice(0, 26)}`;
  await admin.query("UPDATE requests SET state = 'fulfilled' WHERE id = $1", [request.id]);
  await admin.query(
    `INSERT INTO resources(id, request_id, type, team, environment, classification, name, state, backend, parameters,
       lifetime_hours, claim_window_hours, ready_at, facts)
     VALUES ($1, $2, 'postgres-database', 'payments', 'dev', 'internal', $3, $4, 'embedded-postgres', '{}', 48, 72,
       now(), '{"database": "orders"}')`,
    [id, request.id, request.name, state],
  );
  return { id, name: request.name };
}

describe("templates", () => {
  test("lists the catalog within a terminal of 80 columns, and whole for machines", async () => {
    const told = await runCli(["templates"], await as("dana"), { columns: 80 });
    expect([told.code, told.err]).toEqual([0, ""]);
    for (const line of told.out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const page = templateListSchema.parse(JSON.parse((await run("dana", "templates", "--json")).out));
    for (const { id } of page.items) expect(told.out).toMatch(new RegExp(`^${id} `, "m"));
  });

  test("shows one with its sizes and parameters, as JSON exactly what the API answers", async () => {
    const told = await run("dana", "templates", "show", "postgres-small");
    expect(told.out).toMatch(/^postgres-small {2}[^]*lifetime: \d+ h, at most \d+ h/);
    const json = await run("dana", "templates", "show", "postgres-small", "--json");
    const response = await api.call("GET /api/v1/templates/postgres-small", { as: "dana" });
    expect(JSON.parse(json.out)).toEqual(await response.json());
    const absent = await run("dana", "templates", "show", "nope");
    expect([absent.code, absent.err]).toEqual([1, expect.stringContaining("(not_found)")]);
  });
});

describe("request list", () => {
  test("filters, pages by cursor, and gives all pages with --all", async () => {
    const environment = "staging";
    const filed: RequestView[] = [];
    for (let count = 0; count < 5; count += 1) filed.push(await file(environment));
    const list = (...more: string[]) => run("dana", "request", "list", "--environment", environment, ...more);
    const read = async (...more: string[]) => requestListSchema.parse(JSON.parse((await list(...more, "--json")).out));
    const first = await read("--limit", "2");
    const second = await read("--limit", "2", "--cursor", first.nextCursor ?? "");
    const all = await read("--limit", "2", "--all");
    const newest = filed.map(({ id }) => id).reverse();
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(newest.slice(0, 4));
    expect([all.items.map(({ id }) => id), all.nextCursor]).toEqual([newest, null]);
    const told = await runCli(["request", "list", "--limit", "2"], await as("dana"), { columns: 80 });
    for (const line of told.out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(told.out.trimEnd().split("\n")).toHaveLength(3);
    expect(told.out).toContain(newest[0]);
    expect(told.err).toMatch(/^There is more: latchkey request list --cursor [\w-]+\n$/);
  });

  test("says when nothing fits, and prints nothing on stdout", async () => {
    expect(await run("dana", "request", "list", "--q", "no such thing")).toEqual({
      code: 0,
      out: "",
      err: "No request fits.\n",
    });
  });
});

describe("counter and accept", () => {
  test("an approver offers less, the requester reads and takes exactly that, and it waits anew", async () => {
    const { id } = await file("production", { lifetimeHours: 400, parameters: { size: "medium" } });
    const offer = ["counter", id, "--lifetime-hours", "48", "--param", "size=small", "--comment", "Less will do."];
    const made = await run("priya", ...offer);
    expect([made.code, made.err]).toEqual([0, ""]);
    const words = "priya offers less instead: lifetime 400 h → 48 h (2 days) and size medium → small. “Less will do.”";
    expect(made.out).toContain(words);
    const taken = await run("dana", "accept", id);
    expect([taken.code, taken.err]).toEqual([10, ""]);
    expect(taken.out.indexOf(words)).toBeLessThan(taken.out.indexOf(", 48 h"));
    const shown = requestSchema.parse(JSON.parse((await run("dana", "request", "show", id, "--json")).out));
    expect(shown).toMatchObject({ revision: 2, lifetimeHours: 48, counterOffer: null });
    const again = await run("dana", "accept", id);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("Nobody offers anything else")]);
  });

  test("says what is wrong with an offer of more, of nothing, or of one's own", async () => {
    const { id } = await file("production", { lifetimeHours: 400 });
    const nothing = await run("priya", "counter", id);
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining("Say what to change")]);
    const more = await run("priya", "counter", id, "--lifetime-hours", "401");
    expect([more.code, more.err]).toEqual([1, expect.stringContaining("(not_narrower)")]);
    const own = await run("dana", "counter", id, "--lifetime-hours", "4");
    expect([own.code, own.err]).toEqual([1, expect.stringContaining("(own_request)")]);
    await run("priya", "counter", id, "--lifetime-hours", "4");
    const others = await run("omar", "accept", id);
    expect([others.code, others.err]).toEqual([1, expect.stringContaining("(forbidden)")]);
  });
});

describe("approve and reject", () => {
  test("shows what it decides on, then decides on exactly that", async () => {
    const { id, digest } = await file("production", { purpose: "Orders of the shop" });
    const { code, out, err } = await run("priya", "approve", id, "--comment", "Fine.");
    expect([code, err]).toEqual([0, ""]);
    const [question, answer] = out.split("\n\n");
    expect(question).toMatch(/pending approval[^]*asked by dana <dana@latchkey.test>: Orders of the shop/);
    expect(question).toContain(digest);
    expect(answer).toMatch(new RegExp(`^${id} {2}approved`));
    const { rows } = await admin.query("SELECT verdict, comment, digest FROM votes WHERE request_id = $1", [id]);
    expect(rows).toEqual([{ verdict: "approve", comment: "Fine.", digest }]);
  });

  test("rejects with the reason, and prints the API's document alone with --json", async () => {
    const { id } = await file("production");
    const { code, out } = await run("omar", "reject", id, "--comment", "Use staging.", "--json");
    expect([code, requestSchema.parse(JSON.parse(out)).state]).toEqual([0, "rejected"]);
    const late = await run("priya", "approve", id);
    expect([late.code, late.err]).toEqual([1, expect.stringContaining("(already_decided)")]);
    expect((await run("dana", "request", "wait", id)).code).toBe(20);
  });

  test("decides nothing on a digest that is not current, and says what to do", async () => {
    const { id } = await file("production");
    const { code, err } = await run("priya", "approve", id, "--digest", `sha256:${"0".repeat(64)}`);
    expect([code, err]).toEqual([1, expect.stringMatching(/digest_stale.*latchkey request show/)]);
    const { rows } = await admin.query("SELECT id FROM votes WHERE request_id = $1", [id]);
    expect(rows).toEqual([]);
    expect((await run("priya", "approve", id, "--digest", "nonsense")).err).toContain("--digest: ");
  });

  test.for([
    ["dana", "own_request"],
    ["lee", "not_an_approver"],
    ["noor", "not_found"],
  ])("tells %s why not: %s", async ([who = "", reason = ""]) => {
    const { id } = await file("production");
    const { code, err } = await run(who, "approve", id);
    expect([code, err]).toEqual([1, expect.stringContaining(`(${reason})`)]);
  });
});

describe("request wait", () => {
  test("ends with 10 at once for what waits for a human", async () => {
    const { id } = await file("production");
    const { code, out } = await run("dana", "request", "wait", id, "--timeout", "60");
    expect([code, out]).toEqual([10, expect.stringContaining("pending approval")]);
  });

  test("waits in turns until it is built, and ends with 1 when that takes too long", async () => {
    const { id } = await file();
    const short = await run("dana", "request", "wait", id, "--timeout", "1");
    expect([short.code, short.err]).toEqual([1, expect.stringContaining("is not built after 1 s")]);
    const waiting = run("dana", "request", "wait", id, "--timeout", "30", "--json");
    await admin.query("UPDATE requests SET state = 'fulfilled' WHERE id = $1", [id]);
    await admin.query("SELECT append_audit($1, $2, $3)", [`request:${id}`, id, JSON.stringify({ v: 1 })]);
    const { code, out } = await waiting;
    expect([code, requestSchema.parse(JSON.parse(out)).state]).toEqual([0, "fulfilled"]);
  });
});

test("withdraws a request once", async () => {
  const { id } = await file("production");
  const done = await run("dana", "request", "withdraw", id);
  expect([done.code, done.out]).toEqual([0, expect.stringContaining(`${id}  withdrawn`)]);
  const again = await run("dana", "request", "withdraw", id, "--json");
  expect([again.code, JSON.parse(again.out).code]).toEqual([1, "wrong_state"]);
  expect((await run("noor", "request", "withdraw", id)).err).toContain("(not_found)");
});

describe("resources and release", () => {
  test("lists and shows what is held, within 80 columns", async () => {
    const { id, name } = await hold();
    const told = await runCli(["resources", "--q", name], await as("dana"), { columns: 80 });
    for (const line of told.out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    expect(told.out).toMatch(new RegExp(`^${id} {2}active`, "m"));
    const page = resourceListSchema.parse(JSON.parse((await run("dana", "resources", "--q", name, "--json")).out));
    expect(page.items.map((item) => item.id)).toEqual([id]);
    const shown = await run("dana", "resources", "show", id);
    expect(shown.out).toMatch(/active[^]*team payments, dev[^]*database: orders/);
    expect((await run("noor", "resources", "show", id)).err).toContain("(not_found)");
  });

  test("releases only what was named, typed or given", async () => {
    const { id, name } = await hold();
    const state = async () => (await admin.query("SELECT state FROM resources WHERE id = $1", [id])).rows[0].state;
    const asked: string[] = [];
    const typing = (text: string) => async (question: string) => {
      asked.push(question);
      return text;
    };
    const mute = await run("dana", "release", id);
    const wrong = await run("dana", "release", id, "--confirm", `${name}x`);
    const slip = await runCli(["release", id], await as("dana"), { ask: typing("yes") });
    expect([mute, wrong, slip].map(({ code, out }) => [code, out])).toEqual(Array(3).fill([1, ""]));
    expect([mute.err, wrong.err]).toEqual([
      expect.stringContaining(`--confirm ${name}`),
      expect.stringMatching(/Nothing/),
    ]);
    expect(asked).toEqual([expect.stringContaining(`Type ${name} to release it`)]);
    expect(await state()).toBe("active");
    const typed = await runCli(["release", id, "--json"], await as("dana"), { ask: typing(name) });
    expect([typed.code, resourceSchema.parse(JSON.parse(typed.out)).state]).toEqual([0, "destroying"]);
    const again = await run("dana", "release", id, "--confirm", name);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("(wrong_state)")]);
  });
});

describe("extend", () => {
  test("extends at once the first time, waits for a human the second, and is denied what is too long", async () => {
    const { id } = await hold();
    await admin.query("UPDATE resources SET expires_at = clock_timestamp() + interval '1 day' WHERE id = $1", [id]);
    const denied = await run("dana", "extend", id, "--hours", "9000");
    expect([denied.code, denied.out]).toEqual([20, expect.stringContaining("too long")]);
    const free = await run("dana", "extend", id, "--hours", "700");
    expect([free.code, free.out]).toEqual([0, expect.stringContaining("fulfilled")]);
    await admin.query("UPDATE resources SET expires_at = clock_timestamp() + interval '1 day' WHERE id = $1", [id]);
    const waits = await run("dana", "extend", id, "--purpose", "The launch moved.", "--json");
    expect([waits.code, JSON.parse(waits.out).about.extensions]).toEqual([10, 1]);
    const shown = await run("dana", "resources", "show", id);
    expect(shown.out).toContain("waits for a human: its extension");
    expect((await run("noor", "extend", id)).err).toContain("(not_found)");
  });

  test("a release that a human has to agree to destroys nothing and says so by its code", async () => {
    const { id, name } = await hold();
    // As if it stood in production: no other way to it is as short.
    await admin.query("UPDATE resources SET environment = 'production' WHERE id = $1", [id]);
    const waits = await run("dana", "release", id, "--confirm", name);
    expect([waits.code, waits.out]).toEqual([10, expect.stringContaining("waits for a human: its destruction")]);
    const { rows } = await admin.query("SELECT state FROM resources WHERE id = $1", [id]);
    expect(rows[0].state).toBe("active");
  });
});

test("passes no text of others to the terminal that could steer it", async () => {
  const purpose = "x\u001b[2J\u001b]0;owned\u0007\r\u202elrig\u2066\u009b31m\nlatchkey: approved";
  const { id } = await file("production");
  await admin.query("UPDATE requests SET purpose = $2, blocked_reason = $2 WHERE id = $1", [id, purpose]);
  const outcomes = [
    await run("priya", "request", "show", id),
    await run("priya", "request", "show", id, "--json"),
    await run("priya", "request", "list", "--all"),
    await run("priya", "approve", id),
    await run("priya", "request", "show", "req_\u001b[2J"),
  ];
  for (const { out, err } of outcomes) {
    expect(out + err).not.toMatch(/[^\n\P{Cc}]|[\p{Cf}\p{Zl}\p{Zp}]|^latchkey: approved/mu);
  }
  expect(JSON.parse(outcomes[1]?.out ?? "").purpose).toBe(purpose);
});
