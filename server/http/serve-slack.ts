import type { ChatCaller } from "#domain/chat/chat-call.ts";
import { chatReply, type ChatReply } from "#domain/chat/chat-reply.ts";
import { AppError } from "#domain/errors/app-error.ts";
import { takeCall } from "#server/chat/take-call.ts";
import { getWebContext, type ServerContext } from "#server/context.ts";
import { assertOwnHost } from "#server/http/assert-own-host.ts";
import { believeSlackCall, type BelievedCall } from "#server/http/believe-slack-call.ts";
import { logRefusal } from "#server/http/log-refusal.ts";
import { problemResponse, toAppError } from "#server/http/problem.ts";
import { requestIdOf } from "#server/http/request-id.ts";
import type { Handlers } from "#server/http/serve-routes.ts";

/** One kind of call from chat. */
interface SlackRoute<Call extends ChatCaller> {
  readonly read: (fields: Readonly<Record<string, string>>) => Call | null;
  /** Does what is asked and says what became of it; null: there is nothing to say here. */
  readonly answer: (ctx: ServerContext, believed: BelievedCall<Call>) => Promise<ChatReply | null>;
}

/**
 * Serves one address for calls from chat: no cookie and no token counts here, the signature alone does.
 *
 * 404 while no signing secret is set. Whatever is wrong with a call is one answer, the same to the byte: 401. A call that
 * was taken before has no second effect. Nothing of a body is logged.
 */
export function serveSlack<Call extends ChatCaller>(route: SlackRoute<Call>): Handlers {
  const handler = async (request: Request) => {
    const requestId = requestIdOf(request);
    const response = await respond(route, request, requestId);
    response.headers.set("x-request-id", requestId);
    response.headers.set("cache-control", "no-store");
    return response;
  };
  return { ...otherMethods, POST: handler };
}

async function respond<Call extends ChatCaller>(
  route: SlackRoute<Call>,
  request: Request,
  requestId: string,
): Promise<Response> {
  const told = (error: AppError) => problemResponse(error, { requestId, instance: new URL(request.url).pathname });
  try {
    const ctx = await getWebContext();
    const { SLACK_SIGNING_SECRET: signingSecret, SLACK_TEAM_IDS: allowedIds, LATCHKEY_PUBLIC_URL } = ctx.settings;
    if (signingSecret === undefined) return told(nothingHere());
    assertOwnHost(request, LATCHKEY_PUBLIC_URL);
    const believed = await believeSlackCall(request, { signingSecret, allowedIds, read: route.read });
    if (believed === null) return await refuse(request, requestId);
    const taken = await takeCall(ctx.db, believed.signature);
    return spell(taken ? await answer(route, ctx, { believed, request, requestId }) : repeated);
  } catch (error) {
    const own = toAppError(error);
    await logRefusal(request, own, requestId);
    return told(own);
  }
}

const repeated = chatReply(["This has been taken already."]);

/** What goes wrong in a use case is said to who asked: chat shows nobody an error of HTTP. */
async function answer<Call extends ChatCaller>(
  route: SlackRoute<Call>,
  ctx: ServerContext,
  { believed, request, requestId }: { believed: BelievedCall<Call>; request: Request; requestId: string },
): Promise<ChatReply | null> {
  try {
    return await route.answer(ctx, believed);
  } catch (thrown) {
    const error = toAppError(thrown);
    await logRefusal(request, error, requestId);
    return chatReply([error.message]);
  }
}

/** Only who called sees it, wherever they typed. */
function spell(reply: ChatReply | null): Response {
  if (reply === null) return new Response(null, { status: 200 });
  return Response.json({ response_type: "ephemeral", text: reply.text, blocks: reply.blocks });
}

const refusal = JSON.stringify({
  type: "/docs/errors/unauthenticated",
  title: "Sign in first",
  status: 401,
  detail: "The call is not one of ours.",
  code: "unauthenticated",
});

async function refuse(request: Request, requestId: string): Promise<Response> {
  await logRefusal(request, new AppError("unauthenticated", "The call from chat is not one of ours."), requestId);
  return new Response(refusal, { status: 401, headers: { "content-type": "application/problem+json" } });
}

function nothingHere(): AppError {
  return new AppError("not_found", "There is nothing at this address. The contract is at /api/v1/openapi.json.");
}

/** A chat only posts. */
async function refuseMethod(request: Request): Promise<Response> {
  const ctx = await getWebContext().catch(() => null);
  const isOff = ctx?.settings.SLACK_SIGNING_SECRET === undefined;
  const error = isOff
    ? nothingHere()
    : new AppError("method_not_allowed", "Use POST here.", { details: { allow: "POST" } });
  const requestId = requestIdOf(request);
  const response = problemResponse(error, { requestId, instance: new URL(request.url).pathname });
  return request.method === "HEAD" ? new Response(null, response) : response;
}

const otherMethods = {
  GET: refuseMethod,
  HEAD: refuseMethod,
  PUT: refuseMethod,
  PATCH: refuseMethod,
  DELETE: refuseMethod,
  OPTIONS: refuseMethod,
};
