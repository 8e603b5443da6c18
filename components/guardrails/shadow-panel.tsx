import { ModeBadge } from "#components/guardrails/mode-badge.tsx";
import { FlipBadges, OutcomeBadge } from "#components/guardrails/outcome-badge.tsx";
import { replayHref } from "#components/guardrails/replay-href.ts";
import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Link } from "#components/ui/link.tsx";
import { outcomes } from "#domain/contracts/decision.ts";
import type { ShadowHit, ShadowReport } from "#domain/policies/rule-report.ts";

/** What one rule in shadow mode would have come to. */
export function ShadowPanel({ report, days }: { report: ShadowReport; days: number }) {
  const { rule, title, mode, hits, flips, lastHits } = report;
  return (
    <Panel title={title ?? rule} aside={<ModeBadge mode={mode} />}>
      <DefinitionList
        items={[
          { term: "Rule", value: mode === "gone" ? <code>{rule}</code> : <RuleLink rule={rule} /> },
          { term: "Spoke to", value: <SpokeTo report={report} /> },
          {
            term: "Would flip",
            value:
              flips.length === 0 ? (
                "None"
              ) : (
                <ul className="space-y-1.5">
                  {flips.map(({ from, to, count }) => (
                    <li key={`${from} ${to}`} className="flex flex-wrap items-center gap-3">
                      <span className="font-medium tabular-nums">{count.toLocaleString("en-US")}</span>
                      <FlipBadges from={from} to={to} />
                    </li>
                  ))}
                </ul>
              ),
          },
          lastHits.length > 0 && { term: "Newest", value: <LastHits hits={lastHits} /> },
        ]}
      />
      {mode === "shadow" && hits > 0 && (
        <div className="border-t border-line px-4 py-2.5">
          <ButtonLink
            size="sm"
            href={replayHref({ days, rule, as: "enforce" })}
            aria-label={`Try it in force on past requests: ${rule}`}
          >
            Try it in force on past requests
          </ButtonLink>
        </div>
      )}
    </Panel>
  );
}

function RuleLink({ rule }: { rule: string }) {
  return (
    <Link href={`/guardrails#rule-${rule}`} className="hover:text-accent">
      <code>{rule}</code>
    </Link>
  );
}

function SpokeTo({ report: { hits, outcomes: came } }: { report: ShadowReport }) {
  if (hits === 0) return "No request in this time";
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-1.5">
      <span>
        <span className="font-medium tabular-nums">{hits.toLocaleString("en-US")}</span>{" "}
        {hits === 1 ? "request" : "requests"}, of which
      </span>
      {outcomes
        .filter((outcome) => came[outcome] > 0)
        .map((outcome) => (
          <span key={outcome} className="inline-flex items-center gap-1.5">
            <span className="tabular-nums">{came[outcome].toLocaleString("en-US")}</span>
            <OutcomeBadge outcome={outcome} />
          </span>
        ))}
    </span>
  );
}

function LastHits({ hits }: { hits: readonly ShadowHit[] }) {
  return (
    <ul className="space-y-1">
      {hits.map(({ id, name, team, environment, createdAt }) => (
        <li key={id}>
          <Link href={`/requests/${id}`} className="font-medium hover:text-accent">
            {name}
          </Link>{" "}
          <span className="text-ink-3">
            <TeamName id={team} /> · <EnvironmentName id={environment} /> · <RelativeTime at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
