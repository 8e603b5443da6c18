import type { MessageDraft } from "#server/notifications/notification-channel.ts";

type Payload = Readonly<Record<string, string>>;

/** What stands under every link to a reveal: whom to tell when it was somebody else. */
export const ifNotMe = [
  "",
  "If that page says that it was opened already and it was not you, say so there: every access ends at once.",
];

/** Writes what happened to a credential after it was first made; null for any other message. */
export function draftCredentialMessage(template: string, payload: Payload): MessageDraft | null {
  const name = payload.name ?? "your resource";
  const recipient = payload.recipient ?? "Somebody";
  switch (template) {
    case "resource.frozen":
      return {
        subject: `Frozen: ${name}`,
        lines: [
          `Nobody opened the credential of ${name} in time, so it was ended. The data is kept.`,
          `Restore it with one click, and a new credential waits. ${untilWhen(payload)}`,
        ],
      };
    case "reissue.failed":
      return {
        subject: `No new credential for ${name}`,
        lines: [`A new credential of ${name} could not be made: ${payload.reason}`, "All else is as it was before."],
      };
    case "device.enrolled":
      return {
        subject: `New device: ${name}`,
        lines: [
          `The device “${name}” was enrolled in your name. Your next credential to restricted data is sealed to it.`,
          "If that was not you, remove it here, sign out everywhere, and tell your security people:",
        ],
      };
    case "grant.not_me":
      return {
        subject: `Alarm: ${recipient} did not open the credential of ${name}`,
        lines: [
          `${recipient} says that somebody else opened the credential of ${name}.`,
          `Every access to it is being ended, and a new credential is made for its recipient.`,
          `Find out who could sign in as ${recipient} before the new one is opened.`,
        ],
      };
    case "grant.refused":
      return {
        subject: `Alarm: somebody else tried to open the credential of ${name}`,
        lines: [
          `${payload.who ?? "Somebody"} tried to open the credential of ${name}, which is for ${recipient}. It stayed closed.`,
          "Further attempts within ten minutes are in the history and raise no further message.",
        ],
      };
    default:
      return null;
  }
}

function untilWhen({ restoreUntil }: Payload): string {
  return restoreUntil === undefined ? "" : `After ${restoreUntil.slice(0, 10)} it is destroyed with its data.`;
}
