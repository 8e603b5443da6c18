import type { OfferChange } from "#domain/contracts/request.ts";
import { spellHours } from "#domain/guardrails/spell-hours.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

/** The part of a request that an offer changes. */
interface Changeable {
  readonly lifetimeHours: number;
  readonly delivery: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Says an offer's changes in one line: `lifetime 720 h (30 days) → 72 h (3 days) and size medium → small`. */
export function spellChanges(request: Changeable, changes: readonly OfferChange[]): string {
  return spellList(
    changes.map(({ path, value }) => {
      const [field = "", key = field] = path.split("/").slice(1);
      const hours = field === "lifetimeHours";
      const plain = hours ? request.lifetimeHours : request.delivery;
      const from = field === "parameters" ? request.parameters[key] : plain;
      const spell = (said: unknown) => (hours && typeof said === "number" ? spellHours(said) : String(said));
      return `${hours ? "lifetime" : key} ${spell(from)} → ${spell(value)}`;
    }),
    "and",
  );
}
