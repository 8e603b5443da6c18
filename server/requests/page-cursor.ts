import { z } from "zod";
import { decodeCursorText, encodeCursorText } from "#server/requests/cursor-text.ts";

const instant = z.iso.datetime({ precision: 3 }).refine((text) => text >= "1970");
const schema = z.tuple([instant, z.string().regex(/^[\w.:@-]{1,100}$/)]);

/** A row's place in a list ordered by creation, newest first. */
export interface PagePosition {
  readonly createdAt: Date;
  readonly id: string;
}

/** Lists that are ordered by creation: a cursor of one is none of another. */
export type ListName =
  | "deliveries"
  | "emergencies"
  | "leases"
  | "notifications"
  | "orphans"
  | "people"
  | "requests"
  | "resources"
  | "service-accounts"
  | "tokens"
  | "trust-rules"
  | "webhooks"
  | "webhook-deliveries";

/** Encodes the place after which the next page of a list begins. */
export function encodeCursor({ createdAt, id }: PagePosition, list: ListName): string {
  return encodeCursorText(list, [createdAt.toISOString(), id]);
}

/** Decodes a cursor of a list. @throws invalid_input for anything this server did not make for that list */
export function decodeCursor(cursor: string, list: ListName): PagePosition {
  const [createdAt, id] = decodeCursorText(list, schema, cursor);
  return { createdAt: new Date(createdAt), id };
}

/** The condition "older than the cursor" for a list ordered by (createdAt, id) descending. */
export function afterCursor(cursor: string | undefined, list: ListName) {
  if (cursor === undefined) return {};
  const { createdAt, id } = decodeCursor(cursor, list);
  // The first condition says nothing new: it is the one that an index can begin at.
  return { createdAt: { lte: createdAt }, OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}
