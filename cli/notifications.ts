import { actionCommand } from "#cli/action-command.ts";
import { CliError } from "#cli/cli-error.ts";
import type { Given } from "#cli/command.ts";
import { listCommand } from "#cli/list-command.ts";
import { requiredText } from "#cli/options.ts";
import { spellTable } from "#cli/table.ts";
import {
  channelIds,
  chooseBodySchema,
  type ChooseBody,
  type NotificationChoice,
  type NotificationView,
} from "#domain/contracts/notification.ts";
import { chooseNotificationsRoute } from "#domain/contracts/routes/choose-notifications.ts";
import { countUnreadRoute } from "#domain/contracts/routes/count-unread.ts";
import { listNotificationChoicesRoute } from "#domain/contracts/routes/list-notification-choices.ts";
import { listNotificationsRoute } from "#domain/contracts/routes/list-notifications.ts";
import { readAllNotificationsRoute } from "#domain/contracts/routes/read-all-notifications.ts";
import { readNotificationRoute } from "#domain/contracts/routes/read-notification.ts";

const unread = ({ unread: count }: { readonly unread: number }) => `${count} unread.\n`;

/** `latchkey notifications`: the caller's inbox. */
export const notifications = listCommand({
  name: "notifications",
  about: "List your notifications, newest first.",
  route: listNotificationsRoute,
  filters: [{ name: "only", value: "WHICH", about: "needs_me or unread.", choices: ["needs_me", "unread"] }],
  columns: [
    { title: "ID", value: ({ id }) => id },
    { title: "AT", value: ({ createdAt }) => createdAt.slice(0, 16).replace("T", " ") },
    { title: "", value: flagOf },
    { title: "SUBJECT", value: ({ subject }) => subject, charactersMin: 20 },
  ],
  empty: "There is nothing.",
  notes: ["Times are UTC. Exit code 0."],
});

/** `latchkey notifications count`: how many are unread. */
export const notificationsCount = actionCommand({
  name: "notifications count",
  about: "Count your unread notifications, up to 100.",
  route: countUnreadRoute,
  say: unread,
  notes: ["Exit code 0."],
});

/** `latchkey notifications read`: marks one as read. */
export const notificationsRead = actionCommand({
  name: "notifications read",
  about: "Mark a notification as read.",
  positional: "ID",
  route: readNotificationRoute,
  say: unread,
  notes: ["Exit code 0."],
});

/** `latchkey notifications read-all`: marks all as read. */
export const notificationsReadAll = actionCommand({
  name: "notifications read-all",
  about: "Mark all your notifications as read.",
  route: readAllNotificationsRoute,
  say: unread,
  notes: ["Exit code 0."],
});

/** `latchkey notifications choices`: what the caller is written to about. */
export const notificationsChoices = actionCommand({
  name: "notifications choices",
  about: "List what you are written to about, and how.",
  route: listNotificationChoicesRoute,
  say: ({ items }) => spellChoices(items),
  notes: ["Exit code 0."],
});

/** `latchkey notifications choose`: switches one of them on or off. */
export const notificationsChoose = actionCommand({
  name: "notifications choose",
  about: "Choose what you are written to about.",
  route: chooseNotificationsRoute,
  options: [
    {
      name: "kind",
      value: "KIND",
      about: "Of the list of choices.",
      isRequired: true,
      choices: chooseBodySchema.shape.kind.options,
    },
    { name: "channel", value: "CHANNEL", about: "email or slack.", isRequired: true, choices: channelIds },
    { name: "off", about: "Switch it off; without it, on." },
  ],
  body: chosen,
  say: ({ items }) => spellChoices(items),
  notes: ["Security alarms are no choice. Exit code 0."],
});

function flagOf({ needsMe, readAt }: Pick<NotificationView, "needsMe" | "readAt">): string {
  if (needsMe) return "needs you";
  return readAt === null ? "new" : "";
}

function chosen(given: Given): ChooseBody {
  const wish = {
    kind: requiredText(given, "kind"),
    channel: requiredText(given, "channel"),
    wanted: given.values.off !== true,
  };
  const parsed = chooseBodySchema.safeParse(wish);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CliError(`--${String(issue?.path[0] ?? "kind")}: ${issue?.message ?? "not valid"}`);
}

function spellChoices(items: readonly NotificationChoice[]): string {
  const columns = [
    { title: "KIND", value: ({ kind }: NotificationChoice) => kind },
    { title: "CHANNEL", value: ({ channel }: NotificationChoice) => channel },
    {
      title: "WANTED",
      value: ({ wanted, isFixed }: NotificationChoice) => `${wanted ? "yes" : "no"}${isFixed ? ", always" : ""}`,
    },
  ];
  return spellTable(columns, items, null);
}
