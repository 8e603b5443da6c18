import { z } from "zod";
import type { AnchoredNote } from "#domain/audit/check-seals.ts";

const lineSchema = z.strictObject({ seq: z.number().int().min(1), note: z.string().max(4000) });

/** Writes one checkpoint as a line of the anchor, with its line break. */
export function anchorLine({ seq, note }: AnchoredNote): string {
  return `${JSON.stringify({ seq, note })}\n`;
}

/** Reads one line of an anchor; gives null for what is none, such as one that a crash cut off. */
export function parseAnchorLine(text: string): AnchoredNote | null {
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
