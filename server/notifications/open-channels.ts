import { openMailer } from "#server/adapters/mail/open-mailer.ts";
import { emailChannel } from "#server/notifications/email-channel.ts";
import type { NotificationChannel } from "#server/notifications/notification-channel.ts";
import type { Settings } from "#server/settings.ts";

/** Opens every channel that the settings name; mail is always one of them. */
export function openChannels(settings: Settings): readonly NotificationChannel[] {
  return [emailChannel(openMailer(settings))];
}
