import type { Actor } from "#domain/access/actor.ts";
import { chatReply, linkButton, type ChatReply } from "#domain/chat/chat-reply.ts";
import type { AskedInChat } from "#domain/chat/parse-command.ts";
import type { Remedy } from "#domain/contracts/decision.ts";
import { submitBodySchema, type RequestView, type SubmitBody } from "#domain/contracts/request.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import { spellStages } from "#domain/guardrails/spell-stages.ts";
import type { ServerContext } from "#server/context.ts";
import { limitSubmits } from "#server/http/limit-submits.ts";
import { submitRequest } from "#server/requests/submit-request.ts";

interface AskInput {
  readonly asked: AskedInChat;
  readonly idempotencyKey: string;
}

/** Findings told in chat; the page has all of them. */
const findingsMax = 10;

/**
 * Files a request for who asks in chat, as every channel does, and says what was decided, why, and what would help.
 *
 * @throws what `submitRequest` throws, rate_limited, and invalid_input with one sentence
 */
export async function askInChat(
  ctx: ServerContext,
  actor: Actor,
  { asked, idempotencyKey }: AskInput,
): Promise<ChatReply> {
  const body = bodyOf(actor, asked);
  const { answer } = await limitSubmits({ ctx, actor, idempotencyKey }, () =>
    submitRequest(ctx, actor, { body, idempotencyKey }),
  );
  const { request } = answer;
  const url = `${ctx.settings.LATCHKEY_PUBLIC_URL}/requests/${request.id}`;
  return chatReply(
    [outcomeOf(request), ...findingsOf(request)],
    [linkButton("Open in portal", url), ...cure(ctx, request)],
  );
}

function bodyOf(actor: Actor, { team, ...asked }: AskedInChat): SubmitBody {
  const teams = actor.memberships.map((membership) => membership.team);
  if (team === null && teams.length !== 1) {
    const which = teams.length === 0 ? "You are in no team." : `You are in ${spellList(teams, "and")}.`;
    throw new AppError("invalid_input", `${which} Say for which one: team=TEAM.`);
  }
  const parsed = submitBodySchema.safeParse({ ...asked, team: team ?? teams[0] });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AppError("invalid_input", `The ${issue?.path.join(" ")} does not fit: ${issue?.message}`);
}

function outcomeOf({ name, environment, decision, state }: RequestView): string {
  switch (decision.outcome) {
    case "auto":
      return `Granted: ${name} in ${environment} is being built. You get a message when it is ready.`;
    case "needs_approval":
      return state === "pending_approval"
        ? `${name} in ${environment} waits for ${spellStages(decision.effective.approvalPlan)}.`
        : `${name} in ${environment} is ${state.replaceAll("_", " ")}.`;
    case "deny":
      return `Denied: ${name} in ${environment} cannot be had like this.`;
  }
}

function findingsOf({ decision }: RequestView): string[] {
  const result = decision.outcome === "deny" ? ["deny", "error"] : ["needs_approval", "warn", "error"];
  return decision.trace
    .filter((entry) => result.includes(entry.result))
    .slice(0, findingsMax)
    .map(
      ({ rule, message, remedy }) => `${message} (${rule})${remedy ? ` What would help: ${spellRemedy(remedy)}` : ""}`,
    );
}

function spellRemedy({ path, op, value }: Remedy): string {
  const words = { "<=": "at most", ">=": "at least", "=": "", in: "one of", matches: "in the form" } as const;
  const values = Array.isArray(value) ? value.map(String).join(", ") : String(value);
  return [path.slice(1).replaceAll("/", " "), words[op], values].filter((word) => word !== "").join(" ");
}

/** The form, filled in like the denied request with what would help put in. */
function cure({ settings }: ServerContext, { id, template, decision }: RequestView) {
  if (decision.outcome !== "deny") return [];
  const query = new URLSearchParams({ from: id });
  for (const { remedy } of decision.trace) {
    if (remedy === undefined || remedy.op === "matches") continue;
    query.append("set", remedy.path);
    query.append("to", JSON.stringify(Array.isArray(remedy.value) ? (remedy.value as unknown[])[0] : remedy.value));
  }
  const url = `${settings.LATCHKEY_PUBLIC_URL}/templates/${encodeURIComponent(template.id)}?${query}`;
  return [linkButton("Correct it in the form", url)];
}
