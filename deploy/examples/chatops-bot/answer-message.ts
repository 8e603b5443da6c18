import { applyRemedies } from "./apply-remedies.ts";
import { Refusal, type LatchkeyClient, type RequestAnswer, type RequestBody } from "./latchkey-client.ts";
import { parseMessage, type Order } from "./parse-message.ts";

/** One message of the channel. `id` is the platform's own: a message that it delivers twice is one request. */
export interface Message {
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

/** What the bot needs to know. */
export interface Bot {
  readonly client: LatchkeyClient;
  /** Origin of Latchkey, for links. */
  readonly url: string;
  /** The team of the bot's service account. */
  readonly team: string;
  readonly waitSeconds: number;
  readonly post: (text: string) => void;
}

/**
 * Answers one message: previews what it asks, corrects itself once, submits it for the person named, and posts a link.
 *
 * Never posts a credential: it never receives one. Text that is no order gets no answer.
 */
export async function answerMessage(bot: Bot, message: Message): Promise<void> {
  const order = parseMessage(message.text);
  if (order === null) return;
  try {
    await place(bot, message, order);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    bot.post(`Not possible: ${error.message}`);
  }
}

async function place(bot: Bot, message: Message, order: Order): Promise<void> {
  const template = await templateOf(bot.client, order.kind);
  if (template === null) return bot.post(`There is no ${order.kind} in the catalog: ${bot.url}/`);
  const { body, corrected } = await previewed(bot, bodyOf(bot, message, { order, template }));
  const request = await bot.client.submit(body, { key: `${message.id}-1`, waitSeconds: bot.waitSeconds });
  const correction = request.state === "denied" && !corrected ? applyRemedies(body, request.decision) : null;
  if (correction === null) return bot.post(spell(bot, order, request));
  bot.post(`Refused as asked; trying again: ${correction.changes.join("; ")}.`);
  const again = await bot.client.submit(correction.body, { key: `${message.id}-2`, waitSeconds: bot.waitSeconds });
  bot.post(spell(bot, order, again));
}

/** The first template of that kind: the catalog lists the recommended one first. */
async function templateOf(client: LatchkeyClient, kind: string): Promise<string | null> {
  const templates = await client.templates();
  const found = templates.find(({ id, resourceType }) => id.startsWith(kind) || resourceType.startsWith(kind));
  return found?.id ?? null;
}

function bodyOf({ team }: Bot, { author }: Message, { order, template }: { order: Order; template: string }) {
  const { name, environment, email } = order;
  const purpose = `Asked for in the channel by ${author}.`.slice(0, 500);
  return { template, name, team, environment, classification: "internal", purpose, onBehalfOf: email };
}

/** Asks what would be decided, so that what can be corrected is corrected before anything is filed. */
async function previewed(bot: Bot, body: RequestBody): Promise<{ body: RequestBody; corrected: boolean }> {
  const decision = await bot.client.preview(body);
  const correction = decision.outcome === "deny" ? applyRemedies(body, decision) : null;
  if (correction === null) return { body, corrected: false };
  bot.post(`The guardrails would refuse that; asking instead: ${correction.changes.join("; ")}.`);
  return { body: correction.body, corrected: true };
}

function spell({ url }: Bot, { email }: Order, request: RequestAnswer): string {
  const link = `${url}/requests/${request.id}`;
  const [grant] = request.grants;
  switch (request.state) {
    case "fulfilled":
      return `Ready for ${email}, who alone can open it, once: ${grant?.url ?? link}`;
    case "pending_approval": {
      const groups = request.approval?.stages.flatMap((stage) => stage.groups).join(", ") ?? "";
      return `A human must approve this (${groups}): ${link}`;
    }
    case "approved":
    case "provisioning":
      return `It is being built; ${email} gets a mail when it is ready: ${link}`;
    case "denied": {
      const reasons = request.decision.trace.filter(({ result }) => result === "deny").map(({ message }) => message);
      return `Refused. ${reasons.join(" ")} ${link}`;
    }
    default:
      return `It is ${request.state.replaceAll("_", " ")}: ${link}`;
  }
}
