import { FlipBadges } from "#components/guardrails/outcome-badge.tsx";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { FlipCount, ReplayResult } from "#domain/policies/replay-result.ts";

const rulesShown = 10;

/** What a replay found, in numbers: first how many of what, then by which rules. */
export function ReplaySummary({ result }: { result: ReplayResult }) {
  const { looked, notRebuilt, isCut, counts, rules, until, milliseconds } = result;
  return (
    <Panel
      title="Result"
      aside={
        <>
          as of <RelativeTime at={until} />, in {(milliseconds / 1000).toFixed(1)} s
        </>
      }
    >
      <DefinitionList
        items={[
          { term: "Looked at", value: spellLooked(looked, isCut) },
          notRebuilt > 0 && {
            term: "Not rebuilt",
            value: `${format(notRebuilt)}: the record cannot be read, or its template, environment or team is gone`,
          },
          {
            term: "Would flip",
            value: counts.length === 0 ? "None" : <Counts counts={counts} />,
          },
          rules.length > 0 && {
            term: "By rule",
            value: (
              <ul className="space-y-0.5">
                {rules.slice(0, rulesShown).map(({ rule, flips }) => (
                  <li key={rule}>
                    <Link href={`/guardrails#rule-${rule}`} className="hover:text-accent">
                      <code>{rule}</code>
                    </Link>{" "}
                    <span className="text-ink-2 tabular-nums">{format(flips)}</span>
                  </li>
                ))}
                {rules.length > rulesShown && <li className="text-ink-3">and {rules.length - rulesShown} more</li>}
              </ul>
            ),
          },
        ]}
      />
    </Panel>
  );
}

function Counts({ counts }: { counts: readonly FlipCount[] }) {
  return (
    <ul className="space-y-1.5">
      {counts.map(({ from, to, all, today }) => (
        <li key={`${from} ${to}`} className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span className="min-w-10 text-right font-medium tabular-nums">{format(all)}</span>
          <FlipBadges from={from} to={to} />
          {today > 0 && today < all && (
            <span className="text-sm text-ink-3">{format(today)} of them by the rules of today already</span>
          )}
          {today > 0 && today === all && <span className="text-sm text-ink-3">by the rules of today already</span>}
        </li>
      ))}
    </ul>
  );
}

function spellLooked(looked: number, isCut: boolean): string {
  const requests = `${format(looked)} ${looked === 1 ? "request" : "requests"}`;
  return isCut ? `the newest ${requests}; older ones of these days were not looked at` : requests;
}

function format(count: number): string {
  return count.toLocaleString("en-US");
}
