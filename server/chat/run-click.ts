import type { ClickCall } from "#domain/chat/chat-call.ts";
import { readDecideValue } from "#domain/chat/decide-value.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import { sql } from "#server/adapters/db/sql.ts";
import { decideRequest } from "#server/approvals/decide-request.ts";
import { findChatActor } from "#server/chat/find-chat-actor.ts";
import type { ServerContext } from "#server/context.ts";

const verdicts = { approve: "approve", reject: "reject" } as const;

/**
 * Records the verdict of who clicked, on the digest that the message showed, or leaves word in the message why it came
 * to nothing. The worker edits the message: nothing is sent from here.
 */
export async function runClick(ctx: ServerContext, call: ClickCall): Promise<void> {
  // A button that opens a page calls as well.
  if (call.action === "open") return;
  const refusal = await decide(ctx, call);
  if (refusal === null) return;
  const { channel, ts } = call;
  await ctx.db.query(sql`
    UPDATE chat_messages SET wanted = wanted + 1, note = ${refusal} WHERE channel = ${channel} AND ts = ${ts}`);
}

/** Gives the sentence why not, or null. */
async function decide(ctx: ServerContext, call: ClickCall): Promise<string | null> {
  const verdict = call.action === "approve" || call.action === "reject" ? verdicts[call.action] : null;
  const value = readDecideValue(call.value);
  if (verdict === null || value === null) return "This button is not known any more. Decide in the portal.";
  const speaker = await findChatActor(ctx, call);
  if (speaker.kind === "unlinked") return "You are linked to nobody in Latchkey. Type /latchkey link first.";
  if (speaker.kind === "sign_in")
    return "You have not signed in to Latchkey for a while. Sign in once, then try again.";
  const { requestId: id, digest } = value;
  const comment = verdict === "reject" ? "Rejected in chat." : "";
  try {
    await decideRequest(ctx, speaker.actor, { id, digest, verdict, comment });
    return null;
  } catch (error) {
    if (isAppError(error) && error.status < 500) return error.message;
    throw error;
  }
}
