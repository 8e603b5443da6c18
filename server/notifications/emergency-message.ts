import type { MessageDraft } from "#server/notifications/notification-channel.ts";
import { spellTime } from "#server/notifications/spell-time.ts";

type Payload = Readonly<Record<string, string>>;

/** Writes what happens around emergency access, and around things whose owner has left; null for any other message. */
export function draftEmergencyMessage(template: string, payload: Payload): MessageDraft | null {
  const name = payload.name ?? "a resource";
  const by = payload.by ?? "Somebody";
  const why = [`Incident ${payload.incident ?? "unknown"}. They wrote: ${payload.reason ?? ""}`];
  switch (template) {
    case "emergency.activated":
      return {
        subject: `Emergency access: ${by} to ${name}`,
        lines: [`${by} has emergency access to ${name}${place(payload)} until ${when(payload.until)}.`, ...why],
      };
    case "emergency.to_review":
      return {
        subject: `You were passed over: ${by} has emergency access to ${name}`,
        lines: [
          `${by} has emergency access to ${name}${place(payload)} until ${when(payload.until)}. You would have decided on it.`,
          ...why,
          "Say whether it was justified. Until somebody does, its time for review runs.",
        ],
      };
    case "emergency.to_confirm":
      return {
        subject: `Confirm within 15 minutes: ${by} asks for emergency access to ${name}`,
        lines: [`${by} asks for emergency access to ${name}${place(payload)}. A second person has to agree.`, ...why],
      };
    case "emergency.not_begun":
      return {
        subject: `No emergency access: ${name}`,
        lines: [`Your emergency access to ${name} did not begin: ${payload.reason ?? ""}`],
      };
    case "emergency.ended":
      return {
        subject: `Emergency access ended: ${name}`,
        lines: [
          `The emergency access of ${by} to ${name} has ended, which the back end proved.`,
          "A new credential is made for you. The one in use works on until you have opened the new one.",
        ],
      };
    case "emergency.not_justified":
      return {
        subject: `Alarm: emergency access of ${by} to ${name} was not justified`,
        lines: [
          `${payload.reviewer ?? "A reviewer"} found that the emergency access of ${by} was not justified. Incident ${payload.incident ?? "unknown"}.`,
          `They wrote: ${payload.comment ?? ""}`,
        ],
      };
    case "resource.owner_left":
      return {
        subject: `Its owner has left: ${name}`,
        lines: [
          `${by} has left and owned ${name} of ${payload.team ?? "your team"}${place(payload)}.`,
          `Take it over until ${when(payload.until)}; after that it is frozen. Nobody gets in then, and the data is kept for a while.`,
        ],
      };
    case "resource.owner_left_frozen":
      return {
        subject: `Frozen: ${name}`,
        lines: [
          `Nobody took ${name} over after its owner had left, so it is frozen. The data is kept.`,
          "Restore it with one click, and it is yours.",
        ],
      };
    case "request.reopened":
      return {
        subject: `Waits for approval again: ${name}`,
        lines: [
          `${by} said yes to ${name} and has left since, so that does not count any more. Somebody else decides.`,
        ],
      };
    default:
      return null;
  }
}

function place({ environment }: Payload): string {
  return environment === undefined ? "" : ` in ${environment}`;
}

function when(at: string | undefined): string {
  return at === undefined ? "its end" : spellTime(at);
}
