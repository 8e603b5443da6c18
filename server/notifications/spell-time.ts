/** Spells an ISO time in UTC for people of any place: day and minute. */
export function spellTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;
}
