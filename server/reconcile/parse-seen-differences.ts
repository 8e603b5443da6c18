import { z } from "zod";
import { seenDifferenceSchema, type SeenDifference } from "#domain/reconcile/seen-difference.ts";

const schema = z.array(seenDifferenceSchema).catch([]);

/** Reads the differences that a look left in its row; none where there is no row. */
export function parseSeenDifferences(stored: unknown): readonly SeenDifference[] {
  return schema.parse(stored);
}
