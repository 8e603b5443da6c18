/** Keeps in this tab what was written about a request and not sent yet. */
export const commentStore = {
  /** Gives what is kept; nothing where storage is closed. */
  read(id: string): string {
    try {
      return sessionStorage.getItem(keyOf(id)) ?? "";
    } catch {
      return "";
    }
  },

  write(id: string, text: string): void {
    try {
      if (text === "") sessionStorage.removeItem(keyOf(id));
      else sessionStorage.setItem(keyOf(id), text);
    } catch {
      // Storage is closed or full in this tab: the page itself still holds what was typed.
    }
  },
};

function keyOf(id: string): string {
  return `latchkey.comment.${id}`;
}
