import { limitFacts } from "#components/decisions/limit-facts.ts";
import { quotaWords } from "#components/decisions/quota-words.ts";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** What will happen: the limits in force after every rule has had its say. */
export function DecisionLimits({ decision }: { decision: Decision }) {
  const { effective } = decision;
  return (
    <DefinitionList
      items={[
        ...limitFacts(decision).map(({ id, term, value, rules }) => ({
          term,
          value: (
            <span title={rules.join(", ")}>
              {id === "lifetime" ? `${formatHours(effective.lifetimeHours)}, ${value}` : value}
            </span>
          ),
        })),
        effective.size !== null && { term: "Size", value: effective.size },
        { term: "Open within", value: formatHours(effective.claimWindowHours) },
        ...quotaWords(decision).map(({ term, value }) => ({
          term,
          value: <span className="tabular-nums">{value}</span>,
        })),
      ]}
    />
  );
}
