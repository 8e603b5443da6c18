import { openMailer } from "#server/adapters/mail/open-mailer.ts";
import { emailChannel } from "#server/notifications/email-channel.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import { openSlackClient } from "#server/adapters/slack/open-slack-client.ts";
import { slackChannel } from "#server/chat/slack-channel.ts";
import type { ServerContext } from "#server/context.ts";

/** Opens every channel that the settings name; mail is always one of them. */
export function openChannels(ctx: ServerContext): readonly NotificationChannel[] {
  const slack = openSlackClient(ctx.settings);
  return [emailChannel(openMailer(ctx.settings)), ...(slack === null ? [] : [slackChannel(ctx, slack)])];
}
