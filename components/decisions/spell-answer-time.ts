const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Says how long an answer usually takes, in the unit that people would use: "40 min", "3 h", "2 days". */
export function spellAnswerTime(seconds: number): string {
  if (seconds < 55 * minute) return `${Math.max(1, Math.round(seconds / minute))} min`;
  if (seconds < 36 * hour) return `${Math.max(1, Math.round(seconds / hour))} h`;
  return `${Math.round(seconds / day)} days`;
}
