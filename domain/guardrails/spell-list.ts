/** Spells a list for people: `a, b or c`. */
export function spellList(items: readonly string[], word: "and" | "or"): string {
  if (items.length <= 1) return items[0] ?? "none";
  return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)}`;
}
