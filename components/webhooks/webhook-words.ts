import { Ban, Check, Clock, type LucideIcon, TriangleAlert } from "lucide-react";
import type { Tone } from "#components/ui/badge.tsx";
import type { WebhookDeliveryView, WebhookView } from "#domain/contracts/webhook.ts";
import { webhookEventTypes, type WebhookEventType } from "#domain/webhooks/webhook-event-types.ts";

interface Look {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

/** Stands for every team where one of them is chosen; no team can be called so. */
export const everyTeamChoice = "*";

/** How each state of a webhook is named and shown. */
export const webhookLooks = {
  active: { label: "Active", tone: "good", icon: Check },
  disabled: { label: "Disabled", tone: "idle", icon: Ban },
} as const satisfies Record<WebhookView["state"], Look>;

/** How one webhook stands: an active one that nobody answers is failing. */
export function lookOfWebhook({ state, failingSince }: Pick<WebhookView, "state" | "failingSince">): Look {
  if (state !== "active" || failingSince === null) return webhookLooks[state];
  return { label: "Failing", tone: "wait", icon: TriangleAlert };
}

/** How each state of a delivery is named and shown. */
export const webhookDeliveryLooks = {
  pending: { label: "On its way", tone: "busy", icon: Clock },
  delivered: { label: "Delivered", tone: "good", icon: Check },
  failed: { label: "Failed", tone: "bad", icon: TriangleAlert },
} as const satisfies Record<WebhookDeliveryView["state"], Look>;

/** Why a webhook receives nothing. */
export const disabledWords = {
  by_hand: "Somebody disabled it.",
  gone: "It answered 410 Gone.",
  failing: "Every attempt has failed for days.",
} as const satisfies Record<NonNullable<WebhookView["disabledReason"]>, string>;

const nouns = {
  request: "Requests",
  resource: "Resources",
  grant: "Credentials to open",
  lease: "Leases",
  emergency: "Emergency access",
} as const;

/** The events that can be chosen, by what they are about. */
export const eventGroups: readonly { readonly label: string; readonly events: readonly WebhookEventType[] }[] =
  Object.entries(nouns).map(([noun, label]) => ({
    label,
    events: webhookEventTypes.filter((type) => type.startsWith(`${noun}.`)),
  }));

/** What a webhook is told when nobody chooses otherwise. */
export const startingEvents: readonly WebhookEventType[] = [
  "request.pending_approval",
  "request.fulfilled",
  "request.failed",
  "resource.frozen",
  "resource.destroyed",
];
