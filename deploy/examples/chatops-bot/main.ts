// The bot at a terminal: each line of stdin is a message, each answer a line of stdout. In a chat, call
// `answerMessage` from your platform's webhook instead, with its message id.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { answerMessage, type Bot } from "./answer-message.ts";
import { LatchkeyClient } from "./latchkey-client.ts";

const url = needed("LATCHKEY_URL").replace(/\/$/, "");
const token = readFileSync(needed("LATCHKEY_TOKEN_FILE"), "utf8").trim();
const bot: Bot = {
  client: new LatchkeyClient({ url, token }),
  url,
  team: needed("LATCHKEY_TEAM"),
  waitSeconds: 30,
  post: (text) => process.stdout.write(`${text}\n`),
};

for await (const text of createInterface({ input: process.stdin })) {
  await answerMessage(bot, { id: randomUUID(), author: "the terminal", text });
}

function needed(name: string): string {
  const value = process.env[name];
  if (value) return value;
  process.stderr.write(`Set ${name}.\n`);
  process.exit(1);
}
