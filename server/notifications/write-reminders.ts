import type { MessageText } from "#server/notifications/notification-channel.ts";
import { plainPayload } from "#server/notifications/plain-payload.ts";
import { writeMessage, type MessageOrigins } from "#server/notifications/write-message.ts";

const listedMax = 20;

/** Writes one reminder of everything that waits for one person, oldest promises first as they are given. */
export function writeReminders(
  payloads: readonly Readonly<Record<string, string>>[],
  origins: MessageOrigins,
): MessageText {
  const [only] = payloads;
  if (only !== undefined && payloads.length === 1) return writeMessage("approval.reminder", only, origins);
  const listed = payloads.slice(0, listedMax).map((payload) => {
    const { name, environment, requester = "somebody" } = plainPayload(payload);
    return `- ${name} in ${environment}, asked for by ${requester}`;
  });
  const more = payloads.length - listed.length;
  return {
    subject: `${payloads.length} requests still wait for your decision`,
    lines: ["They wait for you:", "", ...listed, ...(more > 0 ? [`- and ${more} more`] : [])],
    link: `${origins.LATCHKEY_PUBLIC_URL}/approvals`,
  };
}
