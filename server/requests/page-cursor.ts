import { z } from "zod";
import { AppError } from "#domain/errors/app-error.ts";

const schema = z.tuple([z.iso.datetime(), z.string().max(64)]);

/** A row's place in a list ordered by creation, newest first. */
export interface PagePosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Encodes the place after which the next page begins. */
export function encodeCursor(position: PagePosition): string {
  return Buffer.from(JSON.stringify([position.createdAt.toISOString(), position.id])).toString("base64url");
}

/** Decodes a cursor. @throws invalid_input for anything this server did not make */
export function decodeCursor(cursor: string): PagePosition {
  try {
    const [createdAt, id] = schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { createdAt: new Date(createdAt), id };
  } catch (cause) {
    throw new AppError("invalid_input", "The cursor is not one of ours. Start from the first page.", {
      details: { errors: [{ in: "query", path: "/cursor", message: "Not a cursor of this list." }] },
      cause,
    });
  }
}

/** The condition "older than the cursor" for a list ordered by (createdAt, id) descending. */
export function afterCursor(cursor: string | undefined) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor);
  // The first condition says nothing new: it is the one that an index can begin at.
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
