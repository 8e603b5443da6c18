import { beforeAll, expect, test } from "vitest";
import pg from "pg";
import { startApi, type TestApi } from "#tests/api/start-api.ts";
import { sayMachine } from "#tests/machine/say-machine.ts";
import { clickForm, commandForm, signCall, type DoubleUser, type SignedForm } from "#tests/slack-double/sign-call.ts";

const secret = "a-signing-secret-of-this-test-alone";
const paths = ["/api/slack/commands", "/api/slack/interactions"] as const;
const dana: DoubleUser = { teamId: "T0DOUBLE1", userId: "U0DANA001", name: "dana.o" };
const priya: DoubleUser = { teamId: "T0DOUBLE1", userId: "U0PRIYA01", name: "priya" };

let api: TestApi;
let ledger: pg.Pool;
beforeAll(async () => {
  api = await startApi({ SLACK_SIGNING_SECRET: secret, SLACK_TEAM_IDS: `${dana.teamId}, E0GRID001` });
  ledger = new pg.Pool({ connectionString: api.ledger.url, max: 2 });
  await Promise.all(["dana", "priya", "noor"].map((as) => api.call("GET /api/v1/templates", { as })));
  await link(dana, "dana");
  await link(priya, "priya");
  return () => ledger.end();
});

const link = (user: DoubleUser, subject: string, workspaceId = user.teamId) =>
  ledger.query(
    `INSERT INTO chat_links (workspace_id, chat_user_id, principal_id, workspace_name, chat_name)
     SELECT $1, $2, id, 'example', $3 FROM principals WHERE subject = $4`,
    [workspaceId, user.userId, user.name, subject],
  );

const send = (path: string, { body, headers }: { body: BodyInit; headers: Readonly<Record<string, string>> }) =>
  api.call(`POST ${path}`, { rawBody: body, headers });

const command = (user: DoubleUser, text: string) => send(paths[0], signCall(secret, commandForm(user, text)));

/** What is said, in one text: plain text alone, as the vendor shows it. */
async function said(response: Response): Promise<string> {
  expect(response.status).toBe(200);
  const { response_type, text, blocks } = (await response.json()) as {
    response_type: string;
    text: string;
    blocks: unknown;
  };
  expect(response_type).toBe("ephemeral");
  expect(text).not.toMatch(/[<>]/);
  expect(JSON.stringify(blocks)).not.toContain("mrkdwn");
  return JSON.stringify(blocks);
}

let names = 0;
const newName = () => `chat-${process.pid.toString(36)}-${(names += 1)}`;
const filed = async (name: string) => {
  const { rows } = await ledger.query("SELECT id, state, digest, channel FROM requests WHERE name = $1", [name]);
  return rows as { id: string; state: string; digest: string; channel: string }[];
};

const now = () => Math.floor(Date.now() / 1000);
const form = (change: (fields: URLSearchParams) => void, text = "status") => {
  const fields = new URLSearchParams(commandForm(dana, text));
  change(fields);
  return fields.toString();
};
const without = (header: string, call: SignedForm) => ({
  ...call,
  headers: Object.fromEntries(Object.entries(call.headers).filter(([name]) => name !== header)),
});

const reversed = (body: string) => body.split("&").reverse().join("&");

/** Every way in which a call is none of ours; each files something when it is believed. */
const forged: readonly [string, (body: string) => { body: BodyInit; headers: Readonly<Record<string, string>> }][] = [
  ["another secret", (body) => signCall("another-signing-secret", body)],
  ["301 s ago", (body) => signCall(secret, body, now() - 302)],
  ["301 s ahead", (body) => signCall(secret, body, now() + 302)],
  ["no signature", (body) => without("x-slack-signature", signCall(secret, body))],
  ["no time", (body) => without("x-slack-request-timestamp", signCall(secret, body))],
  ["no content type", (body) => ({ ...without("content-type", signCall(secret, body)), body: Buffer.from(body) })],
  ["no header at all", (body) => ({ body: Buffer.from(body), headers: {} })],
  ["parameters in another order", (body) => ({ ...signCall(secret, `${body}&z=1`), body: reversed(`${body}&z=1`) })],
  ["a body encoded anew", (body) => ({ ...signCall(secret, `${body}&z=a+b`), body: `${body}&z=a%20b` })],
  ["a field more", (body) => ({ ...signCall(secret, body), body: `${body}&x=1` })],
  ["the signature of another body", (body) => ({ ...signCall(secret, `${body}&x=1`), body })],
  ["another workspace", (body) => signCall(secret, body.replaceAll(dana.teamId, "T0FOREIGN"))],
  ["a field that stands twice", (body) => signCall(secret, `${body}&team_id=${dana.teamId}&payload=`)],
  ["70 KB", (body) => signCall(secret, `${body}&filler=${"x".repeat(70_000)}`)],
  [
    "bytes that are no UTF-8",
    (body) => {
      const { headers } = signCall(secret, body);
      return { body: Buffer.concat([Buffer.from(body), Buffer.from([0xff])]), headers };
    },
  ],
  [
    "JSON",
    (body) => ({
      ...signCall(secret, body),
      headers: { ...signCall(secret, body).headers, "content-type": "application/json" },
    }),
  ],
  ["nothing", () => signCall(secret, "")],
  ["a form of something else", () => signCall(secret, "hello=world")],
];

test("N25: whatever is wrong with a call, it is refused in identical words and changes nothing", async () => {
  const answers = new Set<string>();
  let refused = 0;
  for (const [title, forge] of forged) {
    const name = newName();
    const bodies = [commandForm(dana, `request postgres-small ${name} dev -- Forged`), clickForm(priya, anyClick)];
    for (const [index, body] of bodies.entries()) {
      const response = await send(paths[index] ?? "", forge(body));
      expect([title, response.status]).toEqual([title, 401]);
      answers.add(`${await response.text()} ${response.headers.get("content-type")}`);
      refused += 1;
    }
    expect(await filed(name)).toEqual([]);
  }
  expect(answers.size).toBe(1);
  const { rows } = await ledger.query(
    "SELECT text FROM audit_events WHERE text LIKE '%chat%' AND text LIKE '%Forged%'",
  );
  expect(rows).toEqual([]);
  sayMachine("N25", `${refused} of ${refused} forged calls refused, 1 answer`);
});

const anyClick = {
  channel: "D0PRIYA01",
  ts: "1.1",
  action: "approve",
  value: `req_${"0".repeat(26)}|sha256:${"0".repeat(64)}`,
};

test("N26: a signature of any length and any shape, and a time of any shape, is refused in the same words and breaks nothing", async () => {
  const { headers } = signCall(secret, commandForm(dana, "help"));
  const right = headers["x-slack-signature"] ?? "";
  const signatures = [
    ...Array.from({ length: 140 }, (_, length) => `v0=${"a".repeat(length)}`),
    ...Array.from({ length: right.length }, (_, length) => right.slice(0, length)),
    ...[
      right.toUpperCase(),
      right.replace("v0", "v1"),
      right.slice(3),
      `${right},${right}`,
      `${right}0`,
      `v0=${"é".repeat(64)}`,
    ],
    ...["v0=", "=", "sha256=0", "null", "[object Object]", "v0=../../etc/passwd", `v0=${"0".repeat(8_000)}`],
  ];
  const times = [
    "",
    "0",
    "-1",
    "NaN",
    "1e9",
    "Infinity",
    "0x5f",
    "９９",
    "1 2",
    "9".repeat(400),
    "null",
    `${now()}.5`,
    `+${now()}`,
  ];
  const wrong = [
    ...signatures.map((signature) => ({ ...headers, "x-slack-signature": signature })),
    ...times.map((time) => ({ ...headers, "x-slack-request-timestamp": time })),
  ].map((one) => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, latin1(value)])));
  const answers = new Set<string>();
  for (const path of paths) {
    for (const one of wrong) {
      const response = await send(path, { body: commandForm(dana, "help"), headers: one });
      answers.add(`${response.status} ${await response.text()}`);
    }
  }
  expect([...answers]).toEqual([expect.stringMatching(/^401 /)]);
  sayMachine("N26", `${wrong.length * paths.length} calls with a wrong secret, length or time: all 401, one answer`);
});

/** Header values are bytes: what does not fit stands for its UTF-8 bytes. */
const latin1 = (text: string) => Buffer.from(text, "utf8").toString("latin1");

test("a clock that is off by less than five minutes does no harm", async () => {
  for (const seconds of [-295, 295]) {
    const response = await send(paths[0], signCall(secret, commandForm(dana, "help"), now() + seconds));
    expect(await said(response)).toContain("/latchkey request");
  }
});

test("a duplicate has no second effect, however many come at once", async () => {
  const name = newName();
  const call = signCall(secret, commandForm(dana, `request postgres-small ${name} dev -- Three of one`));
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(paths[0], call)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const texts = await Promise.all(answers.map(said));
  expect(texts.filter((text) => text.includes("Granted"))).toHaveLength(1);
  expect(await filed(name)).toHaveLength(1);
  const late = await send(paths[0], call);
  expect(await said(late)).toContain("taken already");
  expect(await filed(name)).toHaveLength(1);
  sayMachine("N25", "21 deliveries of one command: 1 request");
});

test("a request in chat is the request of whoever is linked, decided as everywhere", async () => {
  const name = newName();
  expect(await said(await command(dana, `request postgres-small ${name} dev -- Orders &amp; more`))).toContain(
    "Granted",
  );
  const [row] = await filed(name);
  expect(row).toMatchObject({ state: "approved", channel: "chat" });
  const waiting = newName();
  expect(await said(await command(dana, `request postgres-small ${waiting} production — Orders`))).toContain(
    "waits for 1 of platform",
  );
  expect(await said(await command(dana, `status ${waiting}`))).toContain("pending approval");
  expect(await said(await command(priya, "approvals"))).toContain(waiting);
  expect(await said(await command(dana, "approvals"))).toContain("Nothing waits for you");
});

test("a refusal names the rule and what would help, and leads to the form with it filled in", async () => {
  const name = newName();
  const text = await said(await command(dana, `request postgres-small ${name} dev restricted -- Cards`));
  expect(text).toContain("Denied");
  expect(text).toContain("What would help");
  expect(text).toContain(`${api.publicUrl}/templates/postgres-small?from=req_`);
});

test.each([
  ["request postgres-small Nope! dev -- x", "The name does not fit"],
  ["request nope orders-x dev -- x", "nope"],
  ["request postgres-small orders-x dev -- password is hunter2hunter2", "looks like a secret"],
  ["request postgres-small orders-x dev team=search -- x", ""],
  ["frobnicate", "no such command"],
  ["status req_00000000000000000000000000", "no such request"],
])("says what is wrong with %j, and files nothing", async (text, words) => {
  const before = await ledger.query("SELECT count(*) FROM requests WHERE state <> 'denied'");
  expect(await said(await command(dana, text))).toContain(words);
  const after = await ledger.query("SELECT count(*) FROM requests WHERE state <> 'denied'");
  expect(after.rows).toEqual(before.rows);
});

test("who is linked to nobody gets nothing but the way to link", async () => {
  const name = newName();
  const strangers: DoubleUser[] = [
    { ...dana, userId: "U0NOBODY1" },
    // The same name as somebody, which counts for nothing.
    { teamId: dana.teamId, userId: "U0FAKEDAN", name: "dana@latchkey.test" },
  ];
  for (const stranger of strangers) {
    for (const text of [`request postgres-small ${name} dev -- x`, "status", "approvals", `status ${name}`]) {
      expect(await said(await command(stranger, text))).toContain("not linked");
    }
  }
  expect(await filed(name)).toEqual([]);
});

test("a person who was disabled, has left a group, or did not sign in for a week is that in chat at the next call", async () => {
  const noor: DoubleUser = { teamId: dana.teamId, userId: "U0NOOR001", name: "noor" };
  await link(noor, "noor");
  const ask = () => command(noor, `request postgres-small ${newName()} dev -- x`);
  expect(await said(await ask())).toContain("Granted");
  await ledger.query("UPDATE principals SET groups = '{}' WHERE subject = 'noor'");
  expect(await said(await ask())).toContain("You are in no team");
  await ledger.query(
    "UPDATE principals SET groups = '{team-search}', claims_at = now() - interval '8 days' WHERE subject = 'noor'",
  );
  expect(await said(await ask())).toContain("Sign in once");
  await ledger.query("UPDATE principals SET claims_at = now(), disabled_at = now() WHERE subject = 'noor'");
  expect(await said(await ask())).toContain("not linked");
});

test("an enterprise on the list is enough, and its users are the same in all its workspaces", async () => {
  const rae: DoubleUser = { teamId: "T0OTHER01", userId: "W0GRID001", name: "rae" };
  const inGrid = (text: string) =>
    send(paths[0], signCall(secret, `${commandForm(rae, text)}&enterprise_id=E0GRID001`));
  expect(await said(await inGrid("status"))).toContain("not linked");
  const other = await send(paths[0], signCall(secret, `${commandForm(rae, "status")}&enterprise_id=E0OTHER01`));
  expect(other.status).toBe(401);
});

test("a click by somebody of another organisation in a shared channel is none of ours", async () => {
  const body = decodeURIComponent(clickForm(priya, anyClick)).replace(
    `"team_id":"${priya.teamId}"`,
    '"team_id":"T0FOREIGN"',
  );
  const foreign = new URLSearchParams({ payload: body.slice("payload=".length) }).toString();
  expect((await send(paths[1], signCall(secret, foreign))).status).toBe(401);
});

test("only posts are served, and no session or token counts", async () => {
  for (const path of paths) {
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect((await api.call(`${method} ${path}`, { as: "rae" })).status).toBe(405);
    }
    const own = await api.call(`POST ${path}`, { as: "dana", rawBody: form(() => undefined) });
    expect(own.status).toBe(401);
  }
});

test("a command is answered within the three seconds that the chat waits", async () => {
  const times: number[] = [];
  for (let turn = 0; turn < 30; turn += 1) {
    const startedAt = performance.now();
    expect((await command(dana, `request postgres-small ${newName()} dev -- In time`)).status).toBe(200);
    times.push(performance.now() - startedAt);
  }
  const slowest = Math.max(...times);
  expect(slowest).toBeLessThan(3000);
  sayMachine("N25", `30 requests filed by command, the slowest answered in ${Math.round(slowest)} ms`);
});
