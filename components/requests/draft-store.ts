import { z } from "zod";

const draftSchema = z.record(z.string(), z.unknown());

/** Keeps what was typed for a template in this tab, so that a reload or a sign-in loses nothing. */
export const draftStore = {
  /** Gives the kept draft, or null; whatever cannot be read is as good as nothing. */
  read(templateId: string): Record<string, unknown> | null {
    try {
      const text = sessionStorage.getItem(keyOf(templateId));
      return text === null ? null : draftSchema.parse(JSON.parse(text));
    } catch {
      return null;
    }
  },

  write(templateId: string, draft: unknown): void {
    try {
      sessionStorage.setItem(keyOf(templateId), JSON.stringify(draft));
    } catch {
      // Storage is closed or full in this tab: the form itself still holds what was typed.
    }
  },

  clear(templateId: string): void {
    try {
      sessionStorage.removeItem(keyOf(templateId));
    } catch {
      // Nothing was kept where storage is closed.
    }
  },
};

function keyOf(templateId: string): string {
  return `latchkey.draft.${templateId}`;
}
