/** Spells a number of hours for people: `48 h (2 days)`. */
export function spellHours(hours: number): string {
  const days = hours / 24;
  const text = `${hours.toLocaleString("en-US")} h`;
  if (!Number.isInteger(days) || days < 2) return text;
  return `${text} (${days.toLocaleString("en-US")} days)`;
}
