import { z } from "zod";
import type { NamedChatUser } from "#domain/chat/chat-user.ts";

const team = z.string().regex(/^T[A-Z0-9]{2,20}$/);
const enterprise = z.string().regex(/^E[A-Z0-9]{2,20}$/);
const user = z.string().regex(/^[UW][A-Z0-9]{2,20}$/);
const name = z.string().max(200).default("");

/** Who called: the ids that have to be allowed, and the person. */
export interface ChatCaller extends NamedChatUser {
  /** Ids of the workspace and of its enterprise: one of them has to be on the list. */
  readonly allowedBy: readonly string[];
}

/** A slash command, as its form says it. */
export interface CommandCall extends ChatCaller {
  readonly text: string;
}

/** A click on a button of a message. */
export interface ClickCall extends ChatCaller {
  readonly channel: string;
  readonly ts: string;
  readonly action: string;
  readonly value: string;
}

const commandSchema = z
  .object({
    command: z.string().regex(/^\/[a-z0-9_-]{1,32}$/),
    text: z.string().max(8000).default(""),
    team_id: team,
    team_domain: name,
    enterprise_id: enterprise.optional(),
    user_id: user,
    user_name: name,
  })
  .transform(({ text, team_id, team_domain, enterprise_id, user_id, user_name }): CommandCall => ({
    ...callerOf({ team: team_id, enterprise: enterprise_id, user: user_id }),
    workspaceName: team_domain,
    chatName: user_name,
    text: unescapeMarkup(text),
  }));

const clickSchema = z
  .object({
    type: z.literal("block_actions"),
    team: z.object({ id: team, domain: name }),
    enterprise: z.object({ id: enterprise }).nullish(),
    user: z.object({ id: user, username: name, team_id: team.optional() }),
    container: z.object({ type: z.literal("message"), channel_id: z.string().max(30), message_ts: z.string().max(30) }),
    actions: z.array(z.object({ action_id: z.string().max(255), value: z.string().max(2000).default("") })).length(1),
  })
  // In a channel that organisations share, somebody of another one can click: they are none of ours.
  .refine((click) => (click.enterprise ?? null) !== null || (click.user.team_id ?? click.team.id) === click.team.id)
  .transform(({ team: { id, domain }, enterprise: grid, user: person, container, actions }): ClickCall => ({
    ...callerOf({ team: id, enterprise: grid?.id, user: person.id }),
    workspaceName: domain,
    chatName: person.username,
    channel: container.channel_id,
    ts: container.message_ts,
    action: actions[0]?.action_id ?? "",
    value: actions[0]?.value ?? "",
  }));

/** Reads a slash command from the fields of its form, or gives null. */
export function readCommand(fields: Readonly<Record<string, string>>): CommandCall | null {
  return commandSchema.safeParse(fields).data ?? null;
}

/** Reads a click from the JSON in the form's one field, or gives null. */
export function readClick({ payload = "" }: Readonly<Record<string, string>>): ClickCall | null {
  try {
    return clickSchema.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}

function callerOf(ids: { readonly team: string; readonly enterprise?: string | undefined; readonly user: string }) {
  const allowedBy = ids.enterprise === undefined ? [ids.team] : [ids.team, ids.enterprise];
  return { workspaceId: ids.enterprise ?? ids.team, chatUserId: ids.user, allowedBy };
}

/** Chat escapes three characters in what somebody typed. */
function unescapeMarkup(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
