import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { validateBlocks, type ValidBlocks } from "#tests/slack-double/validate-blocks.ts";

/** What the server does instead of answering as it should. */
export type SlackTrouble = "none" | "limited" | "down" | "broken" | "internal_error" | "refuses" | "nonsense";

/** A message as it stands in somebody's conversation with the app. */
export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  readonly text: string;
  readonly blocks: ValidBlocks;
  /** Times that it was edited. */
  readonly edits: number;
}

/** A stand-in for Slack's Web API, as strict as its documentation. */
export interface SlackDouble extends AsyncDisposable {
  readonly apiUrl: string;
  /** The one token that it knows. */
  readonly botToken: string;
  readonly teamId: string;
  trouble: SlackTrouble;
  /** Methods that were called, in order. */
  readonly calls: readonly string[];
  /** Answers that were refusals, in order. */
  readonly refusals: readonly string[];
  /** What stands in the conversation with a user. */
  messagesTo(chatUserId: string): readonly PostedMessage[];
}

interface DoubleOptions {
  readonly port?: number;
  /** Users of the workspace; nobody else is found. */
  readonly users: readonly string[];
  readonly botToken?: string;
  /** Receives every payload as it came, before it is looked at. */
  readonly receive?: (payload: string) => unknown;
}

const limitSeconds = 7;

/** Starts it on loopback. */
export async function startSlackDouble({ port = 0, users, botToken, receive }: DoubleOptions): Promise<SlackDouble> {
  const token = botToken ?? ["xoxb", "double", randomInt(1e9)].join("-");
  const messages = new Map<string, PostedMessage>();
  const conversations = new Map(users.map((user) => [`D${user.slice(1)}`, user]));
  const [calls, refusals]: [string[], string[]] = [[], []];
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const payload = await text(request);
    await receive?.(`${request.url}\n${payload}`);
    const method = (request.url ?? "").replace(/^\/api\//, "");
    calls.push(method);
    if (double.trouble === "down") return void request.socket.destroy();
    if (double.trouble === "limited")
      return void response.writeHead(429, { "retry-after": String(limitSeconds) }).end();
    if (double.trouble === "broken") return void response.writeHead(500).end("<html>");
    if (double.trouble === "nonsense") return void response.writeHead(200).end("{}{");
    const answer = double.trouble === "none" ? perform(method, request, payload) : refuse(troubleWords[double.trouble]);
    if (!answer.ok) refusals.push(String(answer.error));
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
    response.end(JSON.stringify(answer));
  }

  function perform(method: string, request: IncomingMessage, payload: string): Answer {
    if (request.method !== "POST") return refuse("invalid_post_type");
    const authorization = request.headers.authorization;
    if (authorization === undefined) return refuse("not_authed");
    if (authorization !== `Bearer ${token}`) return refuse("invalid_auth");
    const args = readArguments(request.headers["content-type"], payload);
    if (args === null) return refuse("invalid_post_type");
    if ("token" in args) return refuse("token_in_body");
    switch (method) {
      case "auth.test":
        return {
          ok: true,
          url: "https://double.test/",
          team: "double",
          user: "latchkey",
          team_id: double.teamId,
          user_id: "UBOT",
        };
      case "conversations.open":
        return open(args);
      case "chat.postMessage":
        return post(args);
      case "chat.update":
        return update(args);
      default:
        return refuse("unknown_method");
    }
  }

  function open({ users: user }: Arguments): Answer {
    if (typeof user !== "string" || !users.includes(user)) return refuse("user_not_found");
    return { ok: true, channel: { id: `D${user.slice(1)}` } };
  }

  function post(args: Arguments): Answer {
    if (typeof args.channel !== "string" || !conversations.has(args.channel)) return refuse("channel_not_found");
    const shown = readMessage(args);
    if (typeof shown === "string") return refuse(shown);
    const ts = `${1_760_000_000 + messages.size}.${String(messages.size).padStart(6, "0")}`;
    messages.set(`${args.channel} ${ts}`, { channel: args.channel, ts, ...shown, edits: 0 });
    return { ok: true, channel: args.channel, ts, message: { type: "message", ...shown } };
  }

  function update(args: Arguments): Answer {
    const key = `${String(args.channel)} ${String(args.ts)}`;
    const known = messages.get(key);
    if (known === undefined) return refuse("message_not_found");
    const shown = readMessage(args);
    if (typeof shown === "string") return refuse(shown);
    messages.set(key, { ...known, ...shown, edits: known.edits + 1 });
    return { ok: true, channel: known.channel, ts: known.ts, text: shown.text };
  }

  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const double: SlackDouble = {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    botToken: token,
    teamId: "T0DOUBLE1",
    trouble: "none",
    calls,
    refusals,
    messagesTo: (user) => [...messages.values()].filter(({ channel }) => conversations.get(channel) === user),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return double;
}

type Answer = { readonly ok: boolean; readonly error?: string } & Record<string, unknown>;
type Arguments = Readonly<Record<string, unknown>>;

const troubleWords = { internal_error: "internal_error", refuses: "account_inactive" } as const;

function refuse(error: string): Answer {
  return { ok: false, error };
}

/** The arguments of a call, from a form whose structured ones are JSON, or from JSON; null for any other body. */
function readArguments(contentType = "", payload: string): Arguments | null {
  const [type] = contentType.split(";");
  try {
    if (type === "application/json") return JSON.parse(payload) as Arguments;
    if (type !== "application/x-www-form-urlencoded") return null;
    const args: Record<string, unknown> = Object.fromEntries(new URLSearchParams(payload));
    if (typeof args.blocks === "string") args.blocks = JSON.parse(args.blocks);
    return args;
  } catch {
    return null;
  }
}

/** What a message shows, or the word of the refusal. */
function readMessage({ text: fallback, blocks }: Arguments): { text: string; blocks: ValidBlocks } | string {
  if (typeof fallback !== "string" || fallback === "") return "no_text";
  if (fallback.length > 40_000) return "msg_too_long";
  const valid = validateBlocks(blocks);
  return valid === null ? "invalid_blocks" : { text: fallback, blocks: valid };
}
