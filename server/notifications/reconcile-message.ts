import type { MessageDraft } from "#server/notifications/notification-channel.ts";

type Payload = Readonly<Record<string, string>>;

/** Writes what the looks at back ends found; null for any other message. */
export function draftReconcileMessage(template: string, payload: Payload): MessageDraft | null {
  const { name = "your resource", changes = "", backend = "a back end", reason = "" } = payload;
  switch (template) {
    case "resource.drifted":
      return {
        subject: `Changed by hand: ${name}`,
        lines: [
          `${name} differs from what was granted: ${changes}.`,
          "Its page shows before and after. Have it reverted, ask for what it is now, or have the platform team adopt it.",
        ],
      };
    case "resource.revert_failed":
      return {
        subject: `Not reverted: ${name}`,
        lines: [`${name} could not be brought back to what was granted: ${reason}`, "It is as it was found."],
      };
    case "resource.missing":
      return {
        subject: `Alarm: ${name} is gone from its back end`,
        lines: [
          `${name} was not found on its back end in two looks. Latchkey did not remove it.`,
          "It is not made anew by itself, since that would look like the old one without its data.",
        ],
      };
    case "resource.idle":
      return {
        subject: `Unused: ${name}`,
        lines: [
          `Nobody was seen connected to ${name} since ${payload.since ?? "a month ago"}.`,
          "Keep it, give it back, or ask for a smaller one. Nothing happens to it by itself.",
        ],
      };
    case "orphan.found":
      return {
        subject: `Without an owner: ${name} on ${backend}`,
        lines: [
          `${name} on ${backend} bears Latchkey's mark and belongs to nothing that lives: ${reason}`,
          "What is done about it is on the page. Nothing is deleted that was not blocked before.",
        ],
      };
    default:
      return null;
  }
}
