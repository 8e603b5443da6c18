import { mayDecideInChat } from "#domain/approvals/may-decide-in-chat.ts";
import type { ChatAsk } from "#domain/chat/ask-message.ts";
import { decisionSchema, type Decision } from "#domain/contracts/decision.ts";
import type { RequestState } from "#domain/contracts/request.ts";
import type { RequestKind } from "#domain/requests/request-kinds.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { sql } from "#server/adapters/db/sql.ts";
import type { ServerContext } from "#server/context.ts";

interface AskRow {
  readonly requestId: string;
  readonly digest: string;
  readonly state: RequestState;
  readonly name: string;
  readonly kind: RequestKind;
  readonly team: string;
  readonly environment: string;
  readonly classification: string;
  readonly templateId: string;
  readonly lifetimeHours: number;
  readonly purpose: string;
  readonly requester: string;
  readonly decision: unknown;
  /** Whether it still waits for who was asked. */
  readonly asks: boolean;
  /** The last vote that counts, of whoever. */
  readonly by: string | null;
  readonly at: Date | null;
}

const findingsMax = 5;
const headlines = { provision: "", extend: "the extension of ", destroy: "the destruction of " } as const;

/** Reads what a message that asks somebody to decide says now; null where there is no such request. */
export async function readAsk(
  ctx: ServerContext,
  { notificationId, note }: { readonly notificationId: string; readonly note: string | null },
): Promise<ChatAsk | null> {
  const [row] = await ctx.db.query<AskRow>(sql`
    SELECT q.id AS "requestId", q.digest, q.state, q.name, q.kind, q.team, q.environment, q.classification,
      q.template_id AS "templateId", q.lifetime_hours AS "lifetimeHours", q.purpose, q.decision,
      p.name || coalesce(' for ' || b.name, '') AS requester,
      still_asks('vote', n.recipient_id, n.payload) AS asks, v.by, v.at
    FROM notifications n JOIN requests q ON q.id = n.payload ->> 'requestId'
      JOIN principals p ON p.id = q.requester_id LEFT JOIN principals b ON b.id = q.on_behalf_of_id
      LEFT JOIN LATERAL (
        SELECT w.name AS by, v.at FROM votes v JOIN principals w ON w.id = v.principal_id
        WHERE v.request_id = q.id AND v.revision = q.revision AND v.valid ORDER BY v.at DESC LIMIT 1) v ON true
    WHERE n.id = ${notificationId}`);
  if (row === undefined) return null;
  const { requestId, digest, name, environment, purpose } = row;
  const decision = decisionSchema.parse(row.decision);
  return {
    requestId,
    digest,
    url: `${ctx.settings.LATCHKEY_PUBLIC_URL}/requests/${requestId}`,
    headline: `Approval needed: ${headlines[row.kind]}${name} in ${environment}`,
    facts: factsOf(row, decision),
    purpose,
    findings: findingsOf(decision),
    outcome: row.asks ? null : outcomeOf(row),
    inChat: mayDecideInChat(row, ctx.catalog),
    note,
  };
}

function factsOf(row: AskRow, { effective }: Decision): ChatAsk["facts"] {
  const { cost } = effective;
  return [
    ["Asked by", row.requester],
    ["Team", row.team],
    ["Template", row.templateId],
    ["Name", row.name],
    ["Environment", row.environment],
    ["Classification", row.classification],
    ["Lifetime", spellHours(row.lifetimeHours)],
    ...(cost ? [["Cost", `${cost.monthly} ${cost.currency} a month`] as const] : []),
  ];
}

function findingsOf({ trace }: Decision): string[] {
  return trace
    .filter(({ result }) => result === "needs_approval" || result === "warn" || result === "error")
    .slice(0, findingsMax)
    .map(({ message, rule }) => `${message} (${rule})`);
}

function outcomeOf({ state, by, at }: AskRow): string {
  const who = by === null || at === null ? "" : ` by ${by} at ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  switch (state) {
    case "approved":
    case "provisioning":
    case "fulfilled":
    case "failed":
      return `Approved${who}.`;
    case "rejected":
      return `Rejected${who}.`;
    case "withdrawn":
      return "Withdrawn.";
    case "expired":
      return "Expired: nobody decided in time.";
    case "denied":
      return "Denied: the rules became stricter.";
    case "pending_approval":
      return by === null ? "It does not wait for you any more." : `It does not wait for you any more; last vote${who}.`;
  }
}
