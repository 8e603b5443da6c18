/** Spells how long an answer usually takes, in the largest unit that says enough. */
export function spellWait(hours: number): string {
  if (hours < 0.75) return "less than an hour";
  if (hours < 1.5) return "about an hour";
  if (hours < 36) return `about ${Math.round(hours)} hours`;
  return `about ${Math.round(hours / 24)} days`;
}
