/** Made once: a decision spells many hours, and looking the format up costs more than its numbers. */
const number = new Intl.NumberFormat("en-US");

/** Spells a number of hours for people: `48 h (2 days)`. */
export function spellHours(hours: number): string {
  const days = hours / 24;
  const text = `${number.format(hours)} h`;
  if (!Number.isInteger(days) || days < 2) return text;
  return `${text} (${number.format(days)} days)`;
}
