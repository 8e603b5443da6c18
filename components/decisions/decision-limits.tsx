import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import type { Decision } from "#domain/contracts/decision.ts";

/** The limits in force: what was asked after every rule has had its say. */
export function DecisionLimits({ decision: { effective } }: { decision: Decision }) {
  const { quota } = effective;
  return (
    <DefinitionList
      items={[
        {
          term: "Lifetime",
          value: (
            <>
              {formatHours(effective.lifetimeHours)}
              <span className="text-ink-3"> of at most {formatHours(effective.lifetimeHoursMax)}</span>
            </>
          ),
        },
        effective.size !== null && { term: "Size", value: effective.size },
        { term: "Delivery", value: effective.deliveries.join(", ") || "none" },
        { term: "Open within", value: formatHours(effective.claimWindowHours) },
        {
          term: "Team quota",
          value: <span className="tabular-nums">{`${quota.holding} of ${quota.limit} in use`}</span>,
        },
        effective.backend !== null && {
          term: "Built on",
          value: effective.region === null ? effective.backend : `${effective.backend}, ${effective.region}`,
        },
      ]}
    />
  );
}
