import { z } from "zod";

const draftSchema = z.object({ reason: z.string(), incident: z.string(), minutes: z.string() });

/** What was typed into a form for emergency access. */
export type GlassDraft = z.infer<typeof draftSchema>;

/** Keeps it in this tab while somebody signs in again. */
export const glassDraft = {
  read(resourceId: string): GlassDraft | null {
    try {
      const text = sessionStorage.getItem(keyOf(resourceId));
      return text === null ? null : draftSchema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  },

  write(resourceId: string, draft: GlassDraft): void {
    try {
      sessionStorage.setItem(keyOf(resourceId), JSON.stringify(draft));
    } catch {
      // Storage is closed or full in this tab: the form itself still holds what was typed.
    }
  },

  clear(resourceId: string): void {
    try {
      sessionStorage.removeItem(keyOf(resourceId));
    } catch {
      // Nothing was kept where storage is closed.
    }
  },
};

function keyOf(resourceId: string): string {
  return `latchkey.break-glass.${resourceId}`;
}
