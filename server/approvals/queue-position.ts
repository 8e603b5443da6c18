import { z } from "zod";
import { decodeCursorText, encodeCursorText } from "#server/requests/cursor-text.ts";

const riskMax = 2_147_483_647;
const instant = z.iso.datetime({ precision: 3 }).refine((text) => text >= "1970");
const schema = z.tuple([z.number().int().min(0).max(riskMax), instant, z.string().regex(/^[\w.:@-]{1,100}$/)]);

/** A place in a queue: the riskiest first, then what has waited longest, then by id. */
export interface QueuePosition {
  readonly risk: number;
  readonly askedAt: Date;
  readonly id: string;
}

/** Before everything. */
const queueStart: QueuePosition = { risk: riskMax, askedAt: new Date(0), id: "" };

/** Encodes the place after which the next page begins. */
export function encodeQueuePosition({ risk, askedAt, id }: QueuePosition): string {
  return encodeCursorText("approvals", [risk, askedAt.toISOString(), id]);
}

/** Decodes a cursor; the start of the queue where there is none. @throws invalid_input for what this server did not make */
export function decodeQueuePosition(cursor: string | undefined): QueuePosition {
  if (cursor === undefined) return queueStart;
  const [risk, askedAt, id] = decodeCursorText("approvals", schema, cursor);
  return { risk, askedAt: new Date(askedAt), id };
}
