import { actionCommand } from "#cli/action-command.ts";
import { CliError } from "#cli/cli-error.ts";
import { listCommand } from "#cli/list-command.ts";
import { requiredText } from "#cli/options.ts";
import { channelIds, deliveryStates, resendBodySchema } from "#domain/contracts/notification.ts";
import { listDeliveriesRoute } from "#domain/contracts/routes/list-deliveries.ts";
import { resendDeliveryRoute } from "#domain/contracts/routes/resend-delivery.ts";

/** `latchkey deliveries`: what became of messages outside the portal. */
export const deliveries = listCommand({
  name: "deliveries",
  about: "List what became of messages by mail and chat.",
  route: listDeliveriesRoute,
  filters: [
    { name: "state", value: "STATE", about: "Only in this state.", choices: deliveryStates },
    { name: "channel", value: "CHANNEL", about: "email or slack.", choices: channelIds },
  ],
  columns: [
    { title: "NOTIFICATION", value: ({ notification }) => notification },
    { title: "CHANNEL", value: ({ channel }) => channel },
    { title: "STATE", value: ({ state }) => state },
    { title: "TO", value: ({ recipient }) => recipient.email ?? recipient.name ?? recipient.id, charactersMin: 10 },
    { title: "TRIED", value: ({ attempts }) => String(attempts) },
    { title: "WHY", value: ({ reason }) => reason ?? "", charactersMin: 16 },
    { title: "SUBJECT", value: ({ subject }) => subject, charactersMin: 16 },
  ],
  empty: "No message fits.",
  notes: ["For platform roles. Exit code 0."],
});

/** `latchkey deliveries resend`: has a failed message sent again. */
export const deliveriesResend = actionCommand({
  name: "deliveries resend",
  about: "Send a failed message again.",
  route: resendDeliveryRoute,
  options: [
    { name: "notification", value: "ID", about: "Of the list of deliveries.", isRequired: true },
    { name: "channel", value: "CHANNEL", about: "email or slack.", isRequired: true, choices: channelIds },
  ],
  body: (given) => {
    const wish = { notification: requiredText(given, "notification"), channel: requiredText(given, "channel") };
    const parsed = resendBodySchema.safeParse(wish);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new CliError(`--${String(issue?.path[0] ?? "notification")}: ${issue?.message ?? "not valid"}`);
  },
  say: ({ notification, channel, state }) => `${notification} by ${channel} is ${state}.\n`,
  notes: ["Exit codes: 0 promised, 1 refused."],
});
