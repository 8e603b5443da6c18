import { draftApprovalMessage } from "#server/notifications/approval-message.ts";
import { draftEmergencyMessage } from "#server/notifications/emergency-message.ts";
import { draftEndMessage } from "#server/notifications/end-message.ts";
import { draftCredentialMessage } from "#server/notifications/credential-message.ts";
import { draftChatMessage } from "#server/notifications/chat-message.ts";
import type { MessageText } from "#server/notifications/notification-channel.ts";
import { draftOperationsMessage } from "#server/notifications/operations-message.ts";
import { plainPayload } from "#server/notifications/plain-payload.ts";
import { draftReconcileMessage } from "#server/notifications/reconcile-message.ts";
import { draftRotationMessage } from "#server/notifications/rotation-message.ts";
import { draftRequestMessage } from "#server/notifications/request-message.ts";
import type { Settings } from "#server/settings.ts";

/** The origins that links lead to. */
export type MessageOrigins = Pick<Settings, "LATCHKEY_PUBLIC_URL" | "LATCHKEY_REVEAL_URL">;

type Payload = Readonly<Record<string, string>>;

const subjectMax = 200;

/**
 * Writes a message, the same for mail, chat and inbox: the one place for its words. What others chose, names and
 * comments, stays within its line. A template that is not known gives a plain pointer to the request.
 */
export function writeMessage(template: string, given: Payload, origins: MessageOrigins): MessageText {
  const payload = withName(plainPayload(given));
  const reveal = `${origins.LATCHKEY_REVEAL_URL}/g/${encodeURIComponent(payload.grantId ?? "")}`;
  const name = payload.name ?? "your request";
  const draft = draftApprovalMessage(template, payload) ??
    draftRequestMessage(template, payload, reveal) ??
    draftCredentialMessage(template, payload) ??
    draftRotationMessage(template, payload, reveal) ??
    draftEndMessage(template, payload) ??
    draftEmergencyMessage(template, payload) ??
    draftChatMessage(template, payload) ??
    draftReconcileMessage(template, payload) ??
    draftOperationsMessage(template, payload) ?? {
      subject: `News of ${name}`,
      lines: [`There is news of ${name}.`],
    };
  return { ...draft, subject: draft.subject.slice(0, subjectMax), link: linkOf(template, payload, origins) };
}

/** What a request is about, in words that take the place of its name. */
function withName(payload: Payload): Payload {
  const { kind, name = "your resource" } = payload;
  if (kind === "extend") return { ...payload, name: `the extension of ${name}` };
  return kind === "destroy" ? { ...payload, name: `the destruction of ${name}` } : payload;
}

/** What is done about these is done on one page. */
const atOperations: readonly string[] = [
  "backend.lost",
  "backend.found",
  "backend.paused",
  "backend.resumed",
  "run.blocked",
  "run.handed_over",
  "closure.proposed",
  "orphan.found",
];
const atBreakGlass: readonly string[] = ["emergency.to_confirm", "emergency.to_review", "emergency.not_justified"];

function linkOf(template: string, payload: Payload, origins: MessageOrigins): string {
  if (template === "device.enrolled") return `${origins.LATCHKEY_REVEAL_URL}/devices`;
  if (template === "chat.linked") return `${origins.LATCHKEY_PUBLIC_URL}/chat-link`;
  if (atOperations.includes(template)) return `${origins.LATCHKEY_PUBLIC_URL}/operations`;
  if (atBreakGlass.includes(template)) return `${origins.LATCHKEY_PUBLIC_URL}/break-glass`;
  if (template === "webhook.disabled") {
    return `${origins.LATCHKEY_PUBLIC_URL}/webhooks/${encodeURIComponent(payload.webhookId ?? "")}`;
  }
  // The page asks before it extends: following a link changes nothing.
  const offer = template === "resource.expires_soon" || template === "renewal.due" ? "?extend=ask" : "";
  const page = payload.resourceId
    ? `resources/${encodeURIComponent(payload.resourceId)}${offer}`
    : `requests/${encodeURIComponent(payload.requestId ?? "")}`;
  return `${origins.LATCHKEY_PUBLIC_URL}/${page}`;
}
