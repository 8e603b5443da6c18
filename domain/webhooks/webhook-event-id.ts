import { createHash } from "node:crypto";

interface Origin {
  readonly stream: string;
  readonly seq: string;
  readonly type: string;
  /** Of several of one kind that come from one audit event, counted from 0. */
  readonly part: number;
}

/**
 * Names the message that an audit event leads to: whoever makes it, and however often, gives it the same name. Holds no
 * dot, which parts what is signed.
 */
export function webhookEventId({ stream, seq, type, part }: Origin): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([stream, seq, type, part]))
    .digest("hex");
  return `evt_${digest.slice(0, 32)}`;
}
