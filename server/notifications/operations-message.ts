import { blockedDetail } from "#domain/requests/blocked-detail.ts";
import type { MessageDraft } from "#server/notifications/notification-channel.ts";
import { spellTime } from "#server/notifications/spell-time.ts";

type Payload = Readonly<Record<string, string>>;

/** Writes what is told to whoever keeps the platform; null for any other message. */
export function draftOperationsMessage(template: string, payload: Payload): MessageDraft | null {
  return draftBackend(template, payload) ?? draftRun(template, payload);
}

function draftBackend(template: string, { name = "a back end", reason, since, by = "Somebody" }: Payload) {
  switch (template) {
    case "backend.lost":
      return {
        subject: `Alarm: ${name} does not answer`,
        lines: [
          `${name} has not answered since ${since === undefined ? "a while ago" : spellTime(since)}: ${reason ?? ""}`,
          "What needs it waits and uses no attempt; nothing else is slowed. All of it goes on by itself once it answers.",
        ],
      };
    case "backend.found":
      return { subject: `${name} answers again`, lines: [`${name} answers again. What waited for it goes on.`] };
    case "backend.paused":
      return {
        subject: `Paused: ${name}`,
        lines: [
          `Nothing new is put on ${name}${payloadBy(by)}: ${reason ?? ""}`,
          "What was approved for it waits. It is resumed by the next good check, or by hand.",
        ],
      };
    case "backend.resumed":
      return { subject: `Resumed: ${name}`, lines: [`New things are put on ${name} again${payloadBy(by)}.`] };
    case "webhook.disabled":
      return {
        subject: `Switched off: the webhook to ${name}`,
        lines: [reason ?? "", "What was not delivered can be sent again once it is switched on here:"],
      };
    default:
      return null;
  }
}

function payloadBy(by: string): string {
  return by === "Somebody" ? "" : `, by ${by}`;
}

function draftRun(template: string, { name = "a resource", reason, why, by = "Somebody", comment }: Payload) {
  switch (template) {
    case "run.blocked":
      return {
        subject: `Blocked: ${name}`,
        lines: [
          `${blockedDetail(why ?? "unknown")} What the back end said last: ${reason ?? ""}`,
          "Trying goes on once a minute. Have it tried at once, hand it over, or close it with a second person here:",
        ],
      };
    case "run.handed_over":
      return {
        subject: `For you: ${name}`,
        lines: [`${by} handed ${name} over to you.`, `They wrote: ${comment ?? ""}`],
      };
    case "closure.proposed":
      return {
        subject: `Confirm or leave: ${name} closed without proof`,
        lines: [
          `${by} wants to close ${name} by hand, though nothing proves that its access has ended.`,
          `Their reason: ${reason ?? ""}`,
          "It takes a second person of platform or security, within 24 hours, here:",
        ],
      };
    case "closure.closed":
      return {
        subject: `Closed without proof: ${name}`,
        lines: [
          `${by} closed ${name} by hand. Nothing proves that its access has ended or that it is gone.`,
          `Their reasons: ${reason ?? ""}`,
        ],
      };
    default:
      return null;
  }
}
