import { Suspense } from "react";
import { ModeBadge } from "#components/guardrails/mode-badge.tsx";
import { replayHref } from "#components/guardrails/replay-href.ts";
import { RuleReportLine } from "#components/guardrails/rule-report-line.tsx";
import { CodeBlock } from "#components/patterns/code-block.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Link } from "#components/ui/link.tsx";
import type { RuleReport } from "#domain/policies/rule-report.ts";
import type { PolicyView } from "#domain/policies/rules-view.ts";

/** What only those see who keep the rules. */
export interface KeeperFacts {
  readonly reports: Promise<ReadonlyMap<string, RuleReport>>;
}

interface RuleCardProps {
  rule: PolicyView;
  /** Null for whoever does not keep the rules. */
  keeper: KeeperFacts | null;
  /** False for a rule of a pack that holds nowhere. */
  attached?: boolean;
}

/** One rule that a file states: what it does, when, in whose name, and how it is tried. */
export function RuleCard({ rule, keeper, attached = true }: RuleCardProps) {
  const { id, title, mode, owner, maintainers, version, controls, effect, message, condition } = rule;
  const isAlways = condition.trim() === "true";
  return (
    <li id={`rule-${id}`} className="scroll-mt-4 space-y-2.5 px-4 py-3.5 target:bg-hover">
      <div>
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h3 className="text-md font-medium [overflow-wrap:anywhere]">{title}</h3>
          <ModeBadge mode={attached ? mode : "unattached"} />
        </div>
        <p className="mt-0.5 text-sm text-ink-3 [overflow-wrap:anywhere]">
          <code>{id}</code> · owned by {owner}, kept by {maintainers.join(", ")} · version <code>{version}</code>
          {controls.length > 0 && <> · {controls.join(", ")}</>}
        </p>
      </div>
      <p className="text-md">
        {isAlways ? "For every request" : "Where this holds,"} it {effect}{" "}
        <span className="text-ink-2">“{message}”</span>
      </p>
      {!isAlways && (
        <div className="overflow-hidden rounded-md border border-line">
          <CodeBlock text={condition} label={`Condition of ${id}`} />
        </div>
      )}
      <Examples rule={rule} />
      {keeper && attached && (
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
          {mode === "shadow" ? (
            <Link href="/guardrails/shadow" className="text-sm text-ink-2 underline hover:text-ink">
              What it would have said and done
            </Link>
          ) : (
            <Suspense fallback={<p className="text-sm text-ink-3">Counting the last 90 days…</p>}>
              <RuleReportLine rule={id} reports={keeper.reports} />
            </Suspense>
          )}
          <TryIt rule={rule} />
        </div>
      )}
    </li>
  );
}

function Examples({ rule: { examples } }: { rule: PolicyView }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-default text-ink-2 hover:text-ink">
        {examples.length} {examples.length === 1 ? "example" : "examples"} that it is tested by
      </summary>
      <ul className="mt-1.5 space-y-1 pl-4">
        {examples.map(({ title, expect }) => (
          <li key={title} className="[overflow-wrap:anywhere]">
            {title}: <code>{expect}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

function TryIt({ rule: { id, mode } }: { rule: PolicyView }) {
  const as = mode === "shadow" ? "enforce" : "off";
  const words = mode === "shadow" ? "Try it in force" : "Try without it";
  return (
    <ButtonLink size="sm" href={replayHref({ days: 30, rule: id, as })} aria-label={`${words}: ${id}`}>
      {words}
    </ButtonLink>
  );
}
