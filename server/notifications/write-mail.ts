import { draftCredentialMail, ifNotMe, type MailDraft } from "#server/notifications/credential-mail.ts";
import type { Settings } from "#server/settings.ts";

/** Subject and text of one message: names and a link, never a credential. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
}

type Payload = Readonly<Record<string, string>>;

/** Writes the message of a notification; an unknown template gives a plain pointer to the request. */
export function writeMail(template: string, payload: Payload, settings: Settings): MailText {
  const { subject, lines } = draft(template, payload, settings);
  const link = linkOf(template, payload, settings);
  return { subject: oneLine(subject), text: [...lines, "", link, "", "Latchkey"].join("\n") };
}

function linkOf(template: string, payload: Payload, settings: Settings): string {
  if (template === "device.enrolled") return `${settings.LATCHKEY_REVEAL_URL}/devices`;
  const page = payload.resourceId ? `resources/${payload.resourceId}` : `requests/${payload.requestId ?? ""}`;
  return `${settings.LATCHKEY_PUBLIC_URL}/${page}`;
}

function draft(template: string, payload: Payload, settings: Settings): MailDraft {
  const name = payload.name ?? "your request";
  switch (template) {
    case "approval.requested":
      return {
        subject: `Approval needed: ${name} in ${payload.environment}`,
        lines: [`${payload.requester} asks for ${name} in ${payload.environment}. It waits for your decision.`],
      };
    case "request.approved":
      return {
        subject: `Approved: ${name}`,
        lines: [`${payload.by} approved ${name}. It is being built now.`, ...comment(payload)],
      };
    case "request.rejected":
      return { subject: `Rejected: ${name}`, lines: [`${payload.by} rejected ${name}.`, ...comment(payload)] };
    case "request.expired":
      return {
        subject: `Expired: ${name}`,
        lines: [`Nobody decided on ${name} in time. File it again if you still need it.`],
      };
    case "request.failed":
      return {
        subject: `Failed: ${name}`,
        lines: [`${name} could not be built: ${payload.reason}`, "Nothing was left behind."],
      };
    case "request.fulfilled":
      return {
        subject: `Ready: ${name}`,
        lines: [
          payload.askedBy
            ? `${payload.askedBy} asked for ${name} on your behalf. It is ready, and its credentials are shown once, to you, here:`
            : `${name} is ready. Its credentials are shown once, to you, here:`,
          revealLink(payload, settings),
          ...ifNotMe,
        ],
      };
    default:
      return draftCredentialMail(template, payload, revealLink(payload, settings)) ?? plainNews(name);
  }
}

function plainNews(name: string): MailDraft {
  return { subject: `News of ${name}`, lines: [`There is news of ${name}.`] };
}

function revealLink(payload: Payload, settings: Settings): string {
  return `${settings.LATCHKEY_REVEAL_URL}/g/${payload.grantId ?? ""}`;
}

function comment(payload: Payload): string[] {
  return payload.comment ? ["", `They wrote: ${payload.comment}`] : [];
}

/** A header ends at a line break: names are held to one line. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").slice(0, 200);
}
