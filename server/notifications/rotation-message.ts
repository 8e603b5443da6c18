import { ifNotMe } from "#server/notifications/credential-message.ts";
import type { MessageDraft } from "#server/notifications/notification-channel.ts";
import { spellTime } from "#server/notifications/spell-time.ts";

type Payload = Readonly<Record<string, string>>;

/** Writes what is told of a credential that another one takes the place of; null for any other message. */
export function draftRotationMessage(template: string, payload: Payload, revealLink: string): MessageDraft | null {
  const name = payload.name ?? "your resource";
  const generation = payload.generation ?? "before";
  switch (template) {
    case "credential.reissued":
      return {
        subject: `New ${payload.access === "read-only" ? "read-only credential" : "credential"} for ${name}`,
        lines: [
          `A new ${payload.access === "read-only" ? "read-only credential" : "credential"} of ${name} is shown once, to you, here:`,
          revealLink,
          ...(payload.dueAt === undefined ? [] : [whyNow(payload.dueAt)]),
          ...ifNotMe,
        ],
      };
    case "rotation.overdue":
      return {
        subject: `Rotation overdue: ${name}`,
        lines: [
          `Nobody opened the new credential of ${name} in time, so the new one was ended.`,
          payload.isFirst === "yes" ? "Ask for a new one when you need it." : "The one before works on.",
          payload.nextAt === undefined
            ? "Rotate it again when you have a moment."
            : `Another one is made ${spellTime(payload.nextAt)}, or as soon as you ask for it.`,
        ],
      };
    case "credential.old_ends_soon":
      return {
        subject: `Ends soon: an old credential of ${name}`,
        lines: [
          `Generation ${generation} of the credential of ${name} ends ${payload.until ? spellTime(payload.until) : "soon"}, with its open connections.`,
          payload.connections === undefined
            ? "A newer one was opened. Its back end does not tell whether the old one is still in use."
            : `${payload.connections} of its connections are still open. Let what uses it read the newer one.`,
        ],
      };
    case "credential.old_ended":
      return {
        subject: `Ended: an old credential of ${name}`,
        lines: [
          `The time of generation ${generation} of the credential of ${name} was over, so it was ended with its open connections.`,
          "The newer one works on. What cannot connect any more still has the old one.",
        ],
      };
    case "credential.changed_elsewhere":
      return {
        subject: `Alarm: somebody else changed the secret of ${name}`,
        lines: [
          `Generation ${generation} of the credential of ${name} is not what was delivered: somebody changed it on its back end, past this portal.`,
          "Its rotation has stopped and nothing was ended: whatever manages it now would be cut off.",
          "Find out who did, then make a new credential on its page. That ends this one.",
        ],
      };
    default:
      return null;
  }
}

function whyNow(dueAt: string): string {
  return `The one in use is due to be replaced ${spellTime(dueAt)}. It works on until you have opened this one.`;
}
