import type { Actor } from "#domain/access/actor.ts";
import { chatReply, linkButton, type ChatReply } from "#domain/chat/chat-reply.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import type { ServerContext } from "#server/context.ts";
import { listRequests } from "#server/requests/list-requests.ts";
import { showRequest } from "#server/requests/show-request.ts";

const shownMax = 5;

/** Tells what became of somebody's newest requests, or of one that they may see, by its id or its name. */
export async function tellStatus(ctx: ServerContext, actor: Actor, wanted: string | null): Promise<ChatReply> {
  const requests = await find(ctx, actor, wanted);
  const [only, ...others] = requests;
  if (only === undefined) {
    const what =
      wanted === null ? "You have asked for nothing yet." : "There is no such request, or it is not yours to see.";
    return chatReply([what]);
  }
  const page = others.length === 0 ? `requests/${only.id}` : "requests?scope=mine";
  return chatReply(requests.map(line), [linkButton("Open in portal", `${ctx.settings.LATCHKEY_PUBLIC_URL}/${page}`)]);
}

async function find(ctx: ServerContext, actor: Actor, wanted: string | null): Promise<readonly RequestView[]> {
  if (wanted === null) return (await listRequests(ctx, actor, { scope: "mine", limit: shownMax })).items;
  if (wanted.startsWith("req_")) {
    const request = await showRequest(ctx, actor, wanted).catch((error: unknown) => {
      if (isAppError(error, "not_found")) return null;
      throw error;
    });
    return request === null ? [] : [request];
  }
  const { items } = await listRequests(ctx, actor, { q: wanted.slice(0, 100), limit: shownMax });
  return items.filter(({ name }) => name === wanted.toLowerCase()).slice(0, 1);
}

function line({ name, environment, state, blockedReason, requester }: RequestView): string {
  const blocked = blockedReason === null ? "" : `, stuck: ${blockedReason.replaceAll("_", " ")}`;
  return `${name} in ${environment}: ${state.replaceAll("_", " ")}${blocked} (asked by ${requester.name ?? "somebody"})`;
}
