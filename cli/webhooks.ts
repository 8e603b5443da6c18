import { actionCommand } from "#cli/action-command.ts";
import { CliError } from "#cli/cli-error.ts";
import type { CommandOption, Given } from "#cli/command.ts";
import { listCommand } from "#cli/list-command.ts";
import { optionalInteger, optionalText, requiredText } from "#cli/options.ts";
import { spellRows } from "#cli/spell-rows.ts";
import {
  createWebhookBodySchema,
  updateWebhookBodySchema,
  webhookDeliveryStates,
  type WebhookView,
  type WebhookWithKey,
} from "#domain/contracts/webhook.ts";
import { createWebhookRoute } from "#domain/contracts/routes/create-webhook.ts";
import { disableWebhookRoute } from "#domain/contracts/routes/disable-webhook.ts";
import { enableWebhookRoute } from "#domain/contracts/routes/enable-webhook.ts";
import { listWebhookDeliveriesRoute } from "#domain/contracts/routes/list-webhook-deliveries.ts";
import { listWebhooksRoute } from "#domain/contracts/routes/list-webhooks.ts";
import { removeWebhookRoute } from "#domain/contracts/routes/remove-webhook.ts";
import { resendWebhookDeliveryRoute } from "#domain/contracts/routes/resend-webhook-delivery.ts";
import { rotateWebhookKeyRoute } from "#domain/contracts/routes/rotate-webhook-key.ts";
import { showWebhookRoute } from "#domain/contracts/routes/show-webhook.ts";
import { testWebhookRoute } from "#domain/contracts/routes/test-webhook.ts";
import { updateWebhookRoute } from "#domain/contracts/routes/update-webhook.ts";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";
import { keyOverlapHours } from "#domain/webhooks/webhook-limits.ts";

const notes = ["Exit codes: 0 done, 1 refused."] as const;
const description: CommandOption = { name: "description", value: "TEXT", about: "What it is for." };
const events: CommandOption = {
  name: "events",
  value: "TYPES",
  about: "Comma-separated event types, e.g. request.fulfilled.",
  choices: webhookEventTypes,
};

/** `latchkey webhooks`: endpoints that are told of events. */
export const webhooks = listCommand({
  name: "webhooks",
  about: "List endpoints that are told of events.",
  route: listWebhooksRoute,
  filters: [
    { name: "team", value: "TEAM", about: "Only of this team." },
    { name: "state", value: "STATE", about: "active or disabled.", choices: ["active", "disabled"] },
  ],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "STATE", value: ({ state, disabledReason }) => disabledReason ?? state },
    { title: "TEAM", value: ({ team }) => team ?? "all teams", charactersMin: 6 },
    { title: "URL", value: ({ url }) => url, charactersMin: 16 },
    { title: "FAILING SINCE", value: ({ failingSince }) => failingSince ?? "" },
  ],
  empty: "There is none.",
  notes: ["Exit code 0."],
});

/** `latchkey webhooks show`: one endpoint. */
export const webhooksShow = actionCommand({
  name: "webhooks show",
  about: "Show an endpoint.",
  positional: "ID",
  route: showWebhookRoute,
  say: spellWebhook,
  notes,
});

/** `latchkey webhooks create`: adds an endpoint; its signing key is printed once. */
export const webhooksCreate = actionCommand({
  name: "webhooks create",
  about: "Add an endpoint and print its signing key, once.",
  route: createWebhookRoute,
  isCreating: true,
  options: [
    { name: "url", value: "URL", about: "https, and an address of the public Internet.", isRequired: true },
    { ...events, isRequired: true },
    { name: "team", value: "TEAM", about: "Whose events it is told; without it everybody's, for the platform team." },
    description,
  ],
  body: (given) =>
    checked(createWebhookBodySchema, {
      url: requiredText(given, "url"),
      events: eventsOf(given),
      team: optionalText(given, "team") ?? null,
      description: optionalText(given, "description"),
    }),
  say: spellKey,
  notes,
});

/** `latchkey webhooks update`: changes an endpoint; what is left out stays. */
export const webhooksUpdate = actionCommand({
  name: "webhooks update",
  about: "Change an endpoint; what is left out stays.",
  positional: "ID",
  route: updateWebhookRoute,
  options: [{ name: "url", value: "URL", about: "Another address." }, events, description],
  body: (given) =>
    checked(updateWebhookBodySchema, {
      url: optionalText(given, "url"),
      events: eventsOf(given),
      description: optionalText(given, "description"),
    }),
  say: spellWebhook,
  notes,
});

/** `latchkey webhooks rotate-key`: makes a new signing key; the old one signs as well for a while. */
export const webhooksRotateKey = actionCommand({
  name: "webhooks rotate-key",
  about: "Make a new signing key and print it, once.",
  positional: "ID",
  route: rotateWebhookKeyRoute,
  isCreating: true,
  options: [
    {
      name: "overlap-hours",
      value: "N",
      about: `The old key signs as well so long; default ${keyOverlapHours.default}.`,
    },
  ],
  body: (given) => ({ overlapHours: optionalInteger(given, "overlap-hours", { min: 0, max: keyOverlapHours.max }) }),
  say: spellKey,
  notes,
});

/** `latchkey webhooks disable`: it is told nothing more. */
export const webhooksDisable = actionCommand({
  name: "webhooks disable",
  about: "Tell an endpoint nothing more.",
  positional: "ID",
  route: disableWebhookRoute,
  say: spellWebhook,
  notes,
});

/** `latchkey webhooks enable`: it is told again. */
export const webhooksEnable = actionCommand({
  name: "webhooks enable",
  about: "Tell an endpoint again.",
  positional: "ID",
  route: enableWebhookRoute,
  say: spellWebhook,
  notes,
});

/** `latchkey webhooks test`: sends a ping. */
export const webhooksTest = actionCommand({
  name: "webhooks test",
  about: "Send an endpoint a ping.",
  positional: "ID",
  route: testWebhookRoute,
  say: ({ event }) => `${event} is on its way: latchkey webhooks deliveries ID tells what became of it.\n`,
  notes,
});

/** `latchkey webhooks remove`: it is gone, with its keys. */
export const webhooksRemove = actionCommand({
  name: "webhooks remove",
  about: "Remove an endpoint with its keys.",
  positional: "ID",
  route: removeWebhookRoute,
  say: () => "It is gone, with its keys.\n",
  notes,
});

/** `latchkey webhooks deliveries`: what became of events at an endpoint. */
export const webhooksDeliveries = listCommand({
  name: "webhooks deliveries",
  about: "List what became of events at an endpoint.",
  positional: "ID",
  route: listWebhookDeliveriesRoute,
  filters: [{ name: "state", value: "STATE", about: "Only in this state.", choices: webhookDeliveryStates }],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "STATE", value: ({ state }) => state },
    { title: "EVENT", value: ({ event }) => event.type, charactersMin: 10 },
    { title: "AT", value: ({ event }) => event.at },
    { title: "TRIED", value: ({ attempts }) => String(attempts) },
    {
      title: "LAST",
      value: ({ lastAttempts: [last] }) => (last && (last.reason ?? String(last.status))) ?? "",
      charactersMin: 8,
    },
    { title: "NEXT", value: ({ nextAttemptAt }) => nextAttemptAt ?? "" },
  ],
  empty: "It was told nothing yet.",
  notes: ["Exit code 0."],
});

/** `latchkey webhooks resend`: has one delivered again. */
export const webhooksResend = actionCommand({
  name: "webhooks resend",
  about: "Deliver an event again.",
  positional: "ID",
  second: "DELIVERY",
  route: resendWebhookDeliveryRoute,
  say: ({ id, state }) => `${id} is ${state}.\n`,
  notes,
});

function eventsOf(given: Given): string[] | undefined {
  return optionalText(given, "events")
    ?.split(/[\s,]+/)
    .filter(Boolean);
}

interface Schema<Body> {
  safeParse(value: unknown):
    | { readonly success: true; readonly data: Body }
    | {
        readonly success: false;
        readonly error: { readonly issues: readonly { path: readonly PropertyKey[]; message: string }[] };
      };
}

function checked<Body>(schema: Schema<Body>, wish: object): Body {
  const parsed = schema.safeParse(wish);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`--${String(issue?.path[0] ?? "events")}: ${issue?.message ?? "not valid"}`);
}

function spellWebhook({
  id,
  state,
  disabledReason,
  team,
  url,
  description: about,
  events: types,
  keys,
}: WebhookView): string {
  return spellRows([
    ["Endpoint", id],
    ["State", disabledReason === null ? state : `${state}: ${disabledReason}`],
    ["Team", team ?? "all teams"],
    ["URL", url],
    ["For", about],
    ["Events", types.join(", ")],
    ["Keys", keys.map(({ id: key, endsAt }) => (endsAt === null ? key : `${key} until ${endsAt}`)).join(", ")],
  ]);
}

function spellKey({ signingKey, ...webhook }: WebhookWithKey): string {
  return `${spellWebhook(webhook)}\n${signingKey ?? "Its key was told before."}\n`;
}
