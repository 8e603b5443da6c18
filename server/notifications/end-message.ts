import type { MessageDraft } from "#server/notifications/notification-channel.ts";
import { spellTime } from "#server/notifications/spell-time.ts";

type Payload = Readonly<Record<string, string>>;

/** Writes what is told of the end of a thing: that it comes, that it came, and what becomes of the data; null for any other message. */
export function draftEndMessage(template: string, payload: Payload): MessageDraft | null {
  const name = payload.name ?? "your resource";
  switch (template) {
    case "resource.expires_soon":
      return {
        subject: `Expires soon: ${name}`,
        lines: [
          `${name}${payload.team ? ` of ${payload.team}` : ""} expires ${at(payload.expiresAt)}. Then every access to it ends; the data is kept for a while.`,
          "Still needed? Extend it here, with one click:",
        ],
      };
    case "resource.expired":
      return {
        subject: `Expired: ${name}`,
        lines: [
          `The time of ${name} is over. Every access to it ends now, and the data is kept.`,
          ...afterwards(payload),
        ],
      };
    case "resource.destroyed_soon":
      return {
        subject: `Destroyed soon: ${name}`,
        lines: [
          `${name}${payload.team ? ` of ${payload.team}` : ""} is frozen, and is destroyed with its data ${at(payload.restoreUntil)}.`,
          "Still needed? Restore it before then.",
        ],
      };
    case "resource.extended":
      return {
        subject: `Extended: ${name}`,
        lines: [
          `${name} now lasts until ${payload.expiresAt ? spellTime(payload.expiresAt) : "later"}.`,
          ...(payload.restores === "yes" ? ["It was frozen: a new credential is being made, for you to open."] : []),
          ...(payload.renews === "yes"
            ? ["The next one is being made, for you to open and install. The present one holds until its own end."]
            : []),
        ],
      };
    case "renewal.due":
      return { subject: `To be renewed: ${name}`, lines: renewal(name, payload) };
    case "resource.destroy_asked":
      return {
        subject: `May it be destroyed? ${name}`,
        lines: [
          `Nobody restored ${name} in time. Its data is kept until somebody who may decide agrees that it is destroyed.`,
          "Still needed? Restore it: that is possible until then.",
        ],
      };
    default:
      return null;
  }
}

/** Said early enough that whatever stands in the way of it can be changed. */
function renewal(name: string, { team, expiresAt, outcome, reason }: Payload): string[] {
  const ends = `${name}${team ? ` of ${team}` : ""} ends ${at(expiresAt)}, and cannot last longer than that.`;
  switch (outcome) {
    case "auto":
      return [
        ends,
        "Renew it here, with one click: today's rules grant it at once. Then open the next one and install it.",
      ];
    case "needs_approval":
      return [ends, "Today's rules ask a human before it is renewed. Ask in good time:"];
    default:
      return [ends, `Today's rules would not renew it: ${reason ?? "the reason is on its page."}`];
  }
}

function at(iso: string | undefined): string {
  return iso === undefined ? "soon" : `at ${spellTime(iso)}`;
}

function afterwards({ restoreUntil, asksFirst }: Payload): string[] {
  if (asksFirst === "yes") return ["Restore it with one click. It is not destroyed before somebody agrees to that."];
  if (restoreUntil === undefined) return ["Restore it with one click."];
  return [`Restore it with one click. After ${spellTime(restoreUntil)} it is destroyed with its data.`];
}
