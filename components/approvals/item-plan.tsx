import { formatMoney } from "#components/patterns/format-money.ts";
import { Panel } from "#components/patterns/panel.tsx";
import type { QueueItem } from "#domain/contracts/queue.ts";

/** What will be built and by which steps, as the resource type plans it, and what it costs. */
export function ItemPlan({ plan, entry: { cost, lifetimeHours: _ } }: Pick<QueueItem, "plan" | "entry">) {
  return (
    <Panel
      title="What will be built"
      aside={
        cost && (
          <span className="tabular-nums">
            {formatMoney(cost.monthly, cost.currency)} a month, {formatMoney(cost.total, cost.currency)} in all
          </span>
        )
      }
    >
      {plan === null ? (
        <p className="px-4 py-2.5 text-md text-ink-2">
          Nothing here can build it any more. Approved, it would wait for the platform team.
        </p>
      ) : (
        <>
          <ul className="flex list-disc flex-col gap-1 py-2.5 pr-4 pl-8 text-md marker:text-ink-3">
            {plan.summary.map((sentence) => (
              <li key={sentence} className="[overflow-wrap:anywhere]">
                {sentence}
              </li>
            ))}
          </ul>
          <ol
            aria-label="Steps"
            className="flex flex-wrap gap-x-4 gap-y-1 border-t border-line px-4 py-2.5 text-sm text-ink-3"
          >
            {plan.steps.map((step, index) => (
              <li key={step}>
                {index + 1}. {step}
              </li>
            ))}
          </ol>
        </>
      )}
    </Panel>
  );
}
