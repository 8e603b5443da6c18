const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const soonMs = 4 * hourMs;

/** When something is due, in words, and whether that is soon or past. */
export interface Due {
  readonly words: string;
  readonly urgency: "later" | "soon" | "over";
}

/** Says when something is due: "due in 3 h", "due in 2 days", "overdue by 25 min". */
export function spellDue(at: Date, now: Date): Due {
  const left = at.getTime() - now.getTime();
  if (left <= 0) return { words: `overdue by ${spellSpan(-left)}`, urgency: "over" };
  return { words: `due in ${spellSpan(left)}`, urgency: left <= soonMs ? "soon" : "later" };
}

function spellSpan(ms: number): string {
  if (ms < hourMs) return `${Math.max(1, Math.round(ms / minuteMs))} min`;
  if (ms < 2 * dayMs) return `${Math.round(ms / hourMs)} h`;
  return `${Math.round(ms / dayMs)} days`;
}
