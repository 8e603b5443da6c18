/** What a person can be told, by what it is about: the groups in which mail is switched on and off. */
export const messageKinds = ["approvals", "requests", "credentials", "operations", "security"] as const;

/** One of the groups. */
export type MessageKind = (typeof messageKinds)[number];

/** What is known of a message before it is written. */
export interface AboutMessage {
  readonly kind: MessageKind;
  /** What it asks of who receives it, for as long as that is not done; absent: it is news. */
  readonly asks?: "vote" | "answer" | "reveal";
  /** Several that are due for one person at once leave as one message, at most one an hour. */
  readonly digest?: true;
  /** Says that a request waits: nobody is written to about it once it does not. */
  readonly isOfWaiting?: true;
}

/** Every message there is. Whoever adds one adds its line here and its words to the text writer. */
export const messageTemplates = {
  "approval.requested": { kind: "approvals", asks: "vote" },
  "approval.escalated": { kind: "approvals", asks: "vote" },
  "approval.reminder": { kind: "approvals", asks: "vote", digest: true },
  "approval.voided": { kind: "approvals" },
  "request.waiting": { kind: "requests", isOfWaiting: true },
  "request.stage_approved": { kind: "requests" },
  "request.approved": { kind: "requests" },
  "request.rejected": { kind: "requests" },
  "request.countered": { kind: "requests", asks: "answer" },
  "request.sent_back": { kind: "requests" },
  "request.reopened": { kind: "requests" },
  "request.denied": { kind: "requests" },
  "request.escalated": { kind: "requests", isOfWaiting: true },
  "request.expires_soon": { kind: "requests", isOfWaiting: true },
  "request.expired": { kind: "requests" },
  "request.withdrawn": { kind: "requests" },
  "request.blocked": { kind: "requests" },
  "request.failed": { kind: "requests" },
  "request.fulfilled": { kind: "credentials", asks: "reveal" },
  "resource.frozen": { kind: "credentials" },
  "resource.expires_soon": { kind: "credentials" },
  "renewal.due": { kind: "credentials" },
  "resource.expired": { kind: "credentials" },
  "resource.destroyed_soon": { kind: "credentials" },
  "resource.extended": { kind: "credentials" },
  "resource.destroy_asked": { kind: "credentials" },
  "rotation.overdue": { kind: "credentials" },
  "credential.reissued": { kind: "credentials", asks: "reveal" },
  "credential.old_ends_soon": { kind: "credentials" },
  "credential.old_ended": { kind: "credentials" },
  "credential.changed_elsewhere": { kind: "security" },
  "reissue.failed": { kind: "credentials" },
  "device.enrolled": { kind: "security" },
  "chat.linked": { kind: "security" },
  "grant.not_me": { kind: "security" },
  "grant.refused": { kind: "security" },
  "emergency.to_confirm": { kind: "security" },
  "emergency.activated": { kind: "security" },
  "emergency.to_review": { kind: "security" },
  "emergency.not_begun": { kind: "security" },
  "emergency.ended": { kind: "credentials" },
  "emergency.not_justified": { kind: "security" },
  "backend.lost": { kind: "operations" },
  "backend.found": { kind: "operations" },
  "backend.paused": { kind: "operations" },
  "backend.resumed": { kind: "operations" },
  "run.blocked": { kind: "operations" },
  "run.handed_over": { kind: "operations" },
  "closure.proposed": { kind: "security" },
  "closure.closed": { kind: "security" },
  "resource.owner_left": { kind: "credentials" },
  "resource.owner_left_frozen": { kind: "credentials" },
  "resource.drifted": { kind: "credentials" },
  "resource.revert_failed": { kind: "credentials" },
  "resource.missing": { kind: "security" },
  "resource.idle": { kind: "credentials" },
  "orphan.found": { kind: "operations" },
  "webhook.disabled": { kind: "operations" },
} as const satisfies Record<string, AboutMessage>;

/** Names one message. */
export type MessageTemplate = keyof typeof messageTemplates;

/** Gives what is known of a template; of one that is not known any more, that it is news of a request. */
export function aboutMessage(template: string): AboutMessage {
  return isMessageTemplate(template) ? messageTemplates[template] : { kind: "requests" };
}

function isMessageTemplate(template: string): template is MessageTemplate {
  return Object.hasOwn(messageTemplates, template);
}
