import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";

const schema = z.tuple([z.number().int(), z.iso.datetime(), z.string().max(64)]);
const riskMax = 2_147_483_647;

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
  return Buffer.from(JSON.stringify([risk, askedAt.toISOString(), id])).toString("base64url");
}

/** Decodes a cursor; the start of the queue where there is none. @throws invalid_input for what this server did not make */
export function decodeQueuePosition(cursor: string | undefined): QueuePosition {
  if (cursor === undefined) return queueStart;
  try {
    const [risk, askedAt, id] = schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { risk, askedAt: new Date(askedAt), id };
  } catch (cause) {
    throw new AppError("invalid_input", "The cursor is not one of ours. Start from the first page.", {
      details: { errors: [{ in: "query", path: "/cursor", message: "Not a cursor of this list." }] },
      cause,
    });
  }
}
