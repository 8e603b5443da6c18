import { ifNotMe } from "#server/notifications/credential-message.ts";
import type { MessageDraft } from "#server/notifications/notification-channel.ts";
import { spellTime } from "#server/notifications/spell-time.ts";

type Payload = Readonly<Record<string, string>>;

/** Writes what the person is told whom a request is for; null for any other message. */
export function draftRequestMessage(template: string, payload: Payload, revealLink: string): MessageDraft | null {
  return (
    draftWaiting(template, payload) ?? draftDecided(template, payload) ?? draftBuilt(template, payload, revealLink)
  );
}

/** While people decide. */
function draftWaiting(template: string, payload: Payload): MessageDraft | null {
  const { name = "your request", environment = "its environment", by = "Somebody" } = payload;
  switch (template) {
    case "request.waiting":
      return {
        subject: `Waiting for approval: ${name}`,
        lines: [`${name} in ${environment} waits for a decision.`, ...whoDecides(payload)],
      };
    case "request.stage_approved": {
      const { stage = "1", stages = "several" } = payload;
      return {
        subject: `Stage ${stage} of ${stages} approved: ${name}`,
        lines: [
          `${by} approved stage ${stage} of ${stages} of ${name}. It waits for the next.`,
          ...whoDecides(payload),
        ],
      };
    }
    case "request.countered":
      return {
        subject: `Counter-offer: ${name}`,
        lines: [
          `${by} offers ${name} with changes${payload.changes ? `: ${payload.changes}` : "."}`,
          ...comment(payload),
          "Take the offer or leave it on its page. Nothing is built before you do.",
        ],
      };
    case "request.sent_back":
      return {
        subject: `Waits for approval again: ${name}`,
        lines: [
          `The rules became stricter since ${name} was approved${payload.rules ? ` (${payload.rules})` : ""}, so it needs a new decision.`,
          ...whoDecides(payload),
        ],
      };
    case "request.escalated":
      return {
        subject: `Nobody decided in time: ${name}`,
        lines: [`Nobody decided on ${name} in time, so more people were asked.`, ...whoDecides(payload)],
      };
    case "request.expires_soon":
      return {
        subject: `Expires soon: ${name}`,
        lines: [
          `${name} still waits, and expires ${payload.expiresAt ? `at ${spellTime(payload.expiresAt)}` : "soon"}.`,
          ...whoDecides(payload),
        ],
      };
    default:
      return null;
  }
}

/** Once it is decided. */
function draftDecided(template: string, payload: Payload): MessageDraft | null {
  const { name = "your request", by = "Somebody" } = payload;
  switch (template) {
    case "request.approved":
      return {
        subject: `Approved: ${name}`,
        lines: [
          `${by} approved ${name}. ${payload.kind ? "It takes effect now." : "It is being built now."}`,
          ...comment(payload),
        ],
      };
    case "request.rejected":
      return { subject: `Rejected: ${name}`, lines: [`${by} rejected ${name}.`, ...comment(payload)] };
    case "request.denied":
      return {
        subject: `Denied: ${name}`,
        lines: [
          `The rules became stricter${payload.rules ? ` (${payload.rules})` : ""}, and ${name} is denied. Its page says what would be granted.`,
        ],
      };
    case "request.expired":
      return {
        subject: `Expired: ${name}`,
        lines: [`${name} has ended: ${payload.why ?? "nobody decided in time"}. File it again if you still need it.`],
      };
    case "request.withdrawn":
      return { subject: `Withdrawn: ${name}`, lines: [`${by} withdrew ${name}.`, ...comment(payload)] };
    default:
      return null;
  }
}

/** While it is built, and after. */
function draftBuilt(template: string, payload: Payload, revealLink: string): MessageDraft | null {
  const { name = "your request" } = payload;
  switch (template) {
    case "request.blocked":
      return {
        subject: `Blocked: ${name}`,
        lines: [`${name} is not ${payload.kind ? "done" : "built"} at the moment: ${payload.reason}`],
      };
    case "request.failed":
      return {
        subject: `Failed: ${name}`,
        lines: payload.kind
          ? [`Nothing came of ${name}: ${payload.reason}`]
          : [`${name} could not be built: ${payload.reason}`, "Nothing was left behind."],
      };
    case "request.fulfilled":
      return {
        subject: `Ready: ${name}`,
        lines: [
          payload.askedBy
            ? `${payload.askedBy} asked for ${name} on your behalf. It is ready, and its credentials are shown once, to you, here:`
            : `${name} is ready. Its credentials are shown once, to you, here:`,
          revealLink,
          ...ifNotMe,
        ],
      };
    default:
      return null;
  }
}

function whoDecides({ who, usualWait }: Payload): string[] {
  if (who === undefined) return [];
  return [`Who may decide: ${who}.${usualWait === undefined ? "" : ` The usual answer takes ${usualWait}.`}`];
}

function comment(payload: Payload): string[] {
  return payload.comment ? ["", `They wrote: “${payload.comment}”`] : [];
}
