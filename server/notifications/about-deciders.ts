import { spellDeciders } from "#domain/notifications/spell-deciders.ts";
import { spellWait } from "#domain/notifications/spell-wait.ts";
import type { Queryable } from "#server/adapters/db/database.ts";
import { readMedianAnswers } from "#server/approvals/read-median-answers.ts";
import type { AskedRequest, Decider } from "#server/notifications/find-deciders.ts";

/** What a message says of who may decide: their names, and how long an answer of theirs usually takes. */
export async function aboutDeciders(
  on: Queryable,
  { plan, stage }: Pick<AskedRequest, "plan" | "stage">,
  deciders: readonly Decider[],
): Promise<{ readonly who?: string; readonly usualWait?: string }> {
  const who = spellDeciders(deciders.map(({ name }) => name));
  if (who === null) return {};
  const seconds = (await readMedianAnswers(on, plan))[stage] ?? null;
  return { who, ...(seconds !== null && { usualWait: spellWait(seconds / 3600) }) };
}
