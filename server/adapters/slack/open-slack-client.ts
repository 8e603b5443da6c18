import { ErrorCode, WebClient, type WebClientOptions } from "@slack/web-api";
import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";
import type { SlackClient } from "#server/adapters/slack/slack-client.ts";
import type { Settings } from "#server/settings.ts";

const callMs = 10_000;

/** Nothing that it sends or receives is logged: whoever calls logs the error. */
const silent: WebClientOptions["logger"] = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  setName: () => undefined,
  getLevel: () => "error" as never,
};

const openedSchema = z.object({ channel: z.object({ id: z.string() }) });
const identitySchema = z.object({ team: z.string(), team_id: z.string(), enterprise_id: z.string().nullish() });
const postedSchema = z.object({ channel: z.string(), ts: z.string() });

/** Opens the way messages leave for chat, or gives null where `SLACK_BOT_TOKEN` is not set. */
export function openSlackClient(settings: Pick<Settings, "SLACK_API_URL" | "SLACK_BOT_TOKEN">): SlackClient | null {
  if (settings.SLACK_BOT_TOKEN === undefined) return null;
  const client = new WebClient(settings.SLACK_BOT_TOKEN, {
    slackApiUrl: `${settings.SLACK_API_URL}/`,
    allowAbsoluteUrls: false,
    timeout: callMs,
    logger: silent,
    // Who waits and tries again is the delivery, not the connection.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
  return {
    async post(chatUserId, message) {
      const opened = await answer(() => client.apiCall("conversations.open", { users: chatUserId }), openedSchema);
      const posted = { ...asItStands, ...message, channel: opened.channel.id };
      return answer(() => client.apiCall("chat.postMessage", posted), postedSchema);
    },
    async identify() {
      const { team, ...ids } = await answer(() => client.apiCall("auth.test"), identitySchema);
      return { team, ids: [ids.team_id, ...(ids.enterprise_id ? [ids.enterprise_id] : [])] };
    },
    async update(place, message) {
      await answer(() => client.apiCall("chat.update", { ...place, ...message, parse: "none" }), z.unknown());
    },
  };
}

/** Nothing is looked up in a text, and nothing that an address leads to is shown. */
const asItStands = { parse: "none", link_names: false, unfurl_links: false, unfurl_media: false, mrkdwn: false };

async function answer<Schema extends z.ZodType>(
  call: () => Promise<unknown>,
  schema: Schema,
): Promise<z.output<Schema>> {
  let given: unknown;
  try {
    given = await call();
  } catch (error) {
    throw asOwnError(error);
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new AppError("backend_refused", "Slack answered with something else than its documentation says.");
}

/** The vendor's errors carry headers and bodies; ours carry a sentence. */
function asOwnError(error: unknown): AppError {
  const { code, retryAfter, data } = error as { code?: unknown; retryAfter?: unknown; data?: { error?: unknown } };
  if (code === ErrorCode.PlatformError) return platformError(String(data?.error));
  if (code === ErrorCode.RateLimitedError) {
    return new AppError("backend_unavailable", "Slack asks to wait.", {
      details: { retryAfterSeconds: Number(retryAfter) },
    });
  }
  return new AppError("backend_unavailable", "Slack does not answer.");
}

/** What is no word of the documentation comes from something in between, and passes. */
function platformError(word: string): AppError {
  if (!/^[a-z][a-z0-9_]{1,60}$/.test(word))
    return new AppError("backend_unavailable", "Slack answered with no word of its own.");
  return new AppError(isPassing(word) ? "backend_unavailable" : "backend_refused", `Slack answered ${word}.`);
}

/** Answers that another try may not get (docs.slack.dev, errors of every method). */
function isPassing(word: string): boolean {
  return ["internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"].includes(word);
}
