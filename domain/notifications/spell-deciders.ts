const namedMax = 3;

/** Spells who may decide, the first few by name: `Omar, Priya or 3 others`; null: nobody. */
export function spellDeciders(names: readonly string[]): string | null {
  const named = names.slice(0, names.length === namedMax + 1 ? namedMax + 1 : namedMax);
  const others = names.length - named.length;
  const items = others > 0 ? [...named, `${others} others`] : named;
  const last = items.at(-1);
  if (last === undefined) return null;
  return items.length === 1 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}
