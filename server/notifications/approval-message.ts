import type { MessageDraft } from "#server/notifications/notification-channel.ts";
import { spellTime } from "#server/notifications/spell-time.ts";

/** Writes what somebody is told who can decide on a request; null for any other message. */
export function draftApprovalMessage(
  template: string,
  { name = "a request", environment = "its environment", requester = "Somebody", ...payload }: Record<string, string>,
): MessageDraft | null {
  const asks = `${requester} asks for ${name} in ${environment}.`;
  switch (template) {
    case "approval.requested":
      return {
        subject: `Approval needed: ${name} in ${environment}`,
        lines: [`${asks} It waits for your decision.`, ...until(payload.dueAt)],
      };
    case "approval.escalated":
      return {
        subject: `Approval overdue: ${name} in ${environment}`,
        lines: [`${asks} Nobody decided in time, so you are asked as well.`, ...until(payload.dueAt)],
      };
    case "approval.reminder":
      return {
        subject: `Still waiting for you: ${name} in ${environment}`,
        lines: [`${asks} It still waits for your decision.`, ...until(payload.dueAt)],
      };
    case "approval.voided":
      return {
        subject: `Your vote does not count any more: ${name}`,
        lines: [
          `You voted on ${name}, and that does not count any more. ${payload.why ?? ""}`.trim(),
          "If it waits for you again, its page says so.",
        ],
      };
    default:
      return null;
  }
}

function until(dueAt: string | undefined): string[] {
  return dueAt === undefined ? [] : [`It is due by ${spellTime(dueAt)}.`];
}
