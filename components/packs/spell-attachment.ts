import { spellList } from "#domain/guardrails/spell-list.ts";

/** Ids of where a pack is attached. */
interface Attached {
  readonly teams: readonly string[];
  readonly templates: readonly string[];
  readonly environments: readonly string[];
}

/** Says where a pack is attached, e.g. "team patients; environment production"; null: nowhere. */
export function spellAttachment({ teams, templates, environments }: Attached): string | null {
  const parts = [spell("team", teams), spell("template", templates), spell("environment", environments)];
  const said = parts.filter((words) => words !== null);
  return said.length === 0 ? null : said.join("; ");
}

function spell(noun: string, ids: readonly string[]): string | null {
  if (ids.length === 0) return null;
  return `${noun}${ids.length === 1 ? "" : "s"} ${spellList([...ids], "and")}`;
}
