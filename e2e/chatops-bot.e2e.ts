import { spawnSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { createClaimKey } from "#domain/credentials/create-claim-key.ts";
import { openClaim, type ClaimAnswer } from "#domain/credentials/open-claim.ts";
import { answerMessage } from "../deploy/examples/chatops-bot/answer-message.ts";
import { LatchkeyClient } from "../deploy/examples/chatops-bot/latchkey-client.ts";
import { readInstance } from "./fixtures/instance.ts";
import { uniqueName } from "./fixtures/unique-name.ts";

const instance = readInstance();
const email = "dana@latchkey.test";

/** Runs the command line against this instance; gives what it printed. */
function latchkey(token: string | null, ...args: string[]): string {
  const own = { LATCHKEY_HOME: instance.home, LATCHKEY_URL: instance.publicUrl };
  const env = { ...process.env, ...own, ...(token !== null && { LATCHKEY_TOKEN: token }) };
  const ran = spawnSync(process.execPath, ["cli/latchkey.mjs", ...args], { env, encoding: "utf8" });
  expect(ran.status, ran.stderr).toBe(0);
  return ran.stdout.trim();
}

const tokenOf = (who: string) => latchkey(null, "token", "create", "--as", who, "--scope", "all", "--ttl", "10m");

async function call(token: string, path: string, body?: unknown): Promise<{ status: number; document: Document }> {
  const response = await fetch(path.startsWith("http") ? path : `${instance.publicUrl}/api/v1${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return { status: response.status, document: (await response.json()) as Document };
}

interface Document {
  readonly id: string;
  readonly code: string;
  readonly digest: string;
  readonly items: readonly Document[];
}

/** Makes the bot's account and token as a lead of the team does, at the command line. */
function makeBot(): string {
  const lee = tokenOf("lee@latchkey.test");
  const made = latchkey(lee, "service-account", "create", "--team", "payments", "--name", uniqueName("bot"), "--json");
  const { id } = JSON.parse(made) as { id: string };
  const scope = "templates:read,requests:read,requests:write,resources:read,resources:write,grants:read";
  return latchkey(lee, "service-account", "token", "create", id, "--scope", scope, "--days", "1");
}

/** The bot, with every byte that it receives from Latchkey and every text that it posts. */
function record(token: string) {
  const received: Buffer[] = [];
  const posts: string[] = [];
  const listening: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    const bytes = Buffer.from(await response.arrayBuffer());
    received.push(Buffer.from(JSON.stringify([...response.headers])), bytes);
    return new Response(bytes, { status: response.status, headers: response.headers });
  };
  const client = new LatchkeyClient({ url: instance.publicUrl, token, fetch: listening });
  const post = (text: string) => void posts.push(text);
  const bot = { client, url: instance.publicUrl, team: "payments", waitSeconds: 45, post };
  const say = async (text: string, id: string = crypto.randomUUID()) => {
    const before = posts.length;
    await answerMessage(bot, { id, author: "lee", text });
    return posts.slice(before);
  };
  return { say, conversation: () => Buffer.concat([...received, ...posts.map((text) => Buffer.from(text))]) };
}

/** Opens the grant as its recipient does, and gives every value of the credential. */
async function claim(token: string, grantId: string): Promise<string[]> {
  const key = await createClaimKey();
  const address = `${instance.revealUrl}/v1/grants/${grantId}/claim`;
  const { status, document } = await call(token, address, { publicKey: key.publicKey });
  expect(status).toBe(200);
  const { fields } = await openClaim(key, grantId, document as unknown as ClaimAnswer);
  return [String(fields.password), String(fields.username)];
}

function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const texts = [
    secret,
    encodeURIComponent(secret),
    bytes.toString("base64url"),
    bytes.toString("base64"),
    bytes.toString("hex"),
  ];
  return texts.map((text) => Buffer.from(text.replace(/=+$/, "")));
}

test("a bot asks, corrects itself and posts links only; its token neither approves nor opens", async () => {
  const dana = tokenOf(email);
  expect((await call(dana, "/templates")).status).toBe(200);
  const token = makeBot();
  const { say, conversation } = record(token);
  const name = uniqueName("bot");

  const message = crypto.randomUUID();
  const [ready, ...more] = await say(`postgres ${name} for ${email} in dev`, message);
  expect(more).toEqual([]);
  expect(ready).toContain(`Ready for ${email}, who alone can open it, once: ${instance.revealUrl}/g/gr_`);
  const grantId = String(ready?.split("/g/")[1]);

  // The same name again: the guardrails name one that is free, and the bot takes it.
  const corrected = await say(`postgres ${name} for ${email} in dev`);
  expect(corrected).toHaveLength(2);
  expect(corrected[0]).toMatch(/^The guardrails would refuse that; asking instead: name is now "/);
  expect(corrected[1]).toContain("Ready for");

  const [waits] = await say(`postgres ${uniqueName("bot")} for ${email} in production`);
  expect(waits).toMatch(/^A human must approve this \(platform\): /);
  const pendingId = String(waits?.split("/requests/")[1]);

  expect(await say(`postgres ${uniqueName("bot")} for noor@latchkey.test in dev`)).toEqual([
    expect.stringMatching(/^Not possible: onBehalfOf is not the e-mail address of a member/),
  ]);
  expect(await say("good morning")).toEqual([]);

  const pending = await call(token, `/requests/${pendingId}`);
  const verdict = { verdict: "approve", comment: "", digest: pending.document.digest };
  expect(await call(token, `/requests/${pendingId}/decisions`, verdict)).toMatchObject({
    status: 403,
    document: { code: "not_an_approver" },
  });
  const { publicKey } = await createClaimKey();
  expect(await call(token, `${instance.revealUrl}/v1/grants/${grantId}/claim`, { publicKey })).toMatchObject({
    status: 403,
    document: { code: "forbidden" },
  });

  const [password = "", username = ""] = await claim(dana, grantId);
  expect(password.length).toBeGreaterThanOrEqual(24);
  // What the bot heard is searched for what it must not hold, after the credential was made and opened.
  const heard = conversation();
  expect(heard.includes(grantId)).toBe(true);
  for (const secret of [password, token, dana]) {
    for (const form of formsOf(secret)) expect(heard.includes(form)).toBe(false);
  }
  expect(username).not.toBe("");
});
