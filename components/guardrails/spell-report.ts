import type { RuleReport } from "#domain/policies/rule-report.ts";

const enough = 10;

/** Says what a rule has come to lately; the second sentence only where it may ask humans for nothing. */
export function spellReport({ hits, denied, toHumans, approved, medianWaitHours }: RuleReport): string {
  const parts = [`spoke ${format(hits)} ${hits === 1 ? "time" : "times"}`];
  if (denied > 0) parts.push(`denied ${format(denied)}`);
  if (toHumans > 0) parts.push(`sent ${format(toHumans)} to humans, ${format(approved)} approved`);
  if (medianWaitHours !== null) parts.push(`median wait ${medianWaitHours.toFixed(1)} h`);
  const said = `In 90 days it ${parts.join(", ")}.`;
  const isRubber = toHumans >= enough && approved === toHumans;
  return isRubber ? `${said} Every one was approved: does it need to ask?` : said;
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}
