import type { ChannelId } from "#domain/contracts/notification.ts";
import type { Settings } from "#server/settings.ts";

/** Names the channels of this installation, for processes that send nothing themselves. */
export function offeredChannels(settings: Settings): readonly ChannelId[] {
  return settings.SLACK_SIGNING_SECRET === undefined ? ["email"] : ["email", "slack"];
}
