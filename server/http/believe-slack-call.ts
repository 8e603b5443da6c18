import type { ChatCaller } from "#domain/chat/chat-call.ts";
import { verifySignature } from "#server/adapters/slack/verify-signature.ts";
import { readRawBody } from "#server/http/read-body.ts";

/** A call that was signed by the chat for a workspace that is allowed here. */
export interface BelievedCall<Call extends ChatCaller> {
  readonly call: Call;
  /** What no other call bears. */
  readonly signature: string;
}

interface Believing<Call extends ChatCaller> {
  readonly signingSecret: string;
  readonly allowedIds: readonly string[];
  /** Makes the call of the fields of its form, or null. */
  readonly read: (fields: Readonly<Record<string, string>>) => Call | null;
}

/**
 * Believes a call, or gives null without saying why: the bytes of the body are at most 64 KB, the signature over them is
 * right and of these five minutes, they are a form of known fields, and the workspace or its enterprise is on the list.
 *
 * Nothing of the body is read as anything but bytes before the signature was found right.
 */
export async function believeSlackCall<Call extends ChatCaller>(
  request: Request,
  { signingSecret, allowedIds, read }: Believing<Call>,
): Promise<BelievedCall<Call> | null> {
  const body = await readRawBody(request).catch(() => null);
  const timestamp = request.headers.get("x-slack-request-timestamp");
  const signature = request.headers.get("x-slack-signature");
  if (body === null || signature === null) return null;
  if (!verifySignature(signingSecret, { timestamp, signature, body }, Date.now() / 1000)) return null;
  const fields = parseForm(request.headers, body);
  const call = fields && read(fields);
  if (call === null || !call.allowedBy.some((id) => allowedIds.includes(id))) return null;
  return { call, signature };
}

/** Null for a body of another kind, for text that is no UTF-8, and for a field that stands twice. */
function parseForm(headers: Headers, body: Buffer): Record<string, string> | null {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") return null;
  try {
    const entries = [...new URLSearchParams(new TextDecoder("utf-8", { fatal: true }).decode(body))];
    const fields = new Map(entries);
    return fields.size === entries.length ? Object.fromEntries(fields) : null;
  } catch {
    return null;
  }
}
