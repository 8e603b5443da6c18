import { DecisionAsks } from "#components/decisions/decision-asks.tsx";
import { DecisionFindings } from "#components/decisions/decision-findings.tsx";
import { DecisionLimits } from "#components/decisions/decision-limits.tsx";
import { DecisionRecord } from "#components/decisions/decision-record.tsx";
import { outcomeLooks, outcomeSentence } from "#components/decisions/outcome-look.ts";
import type { RemedyActions } from "#components/decisions/remedy-actions.ts";
import { SmallestChange } from "#components/decisions/smallest-change.tsx";
import { cn } from "#components/cn.ts";
import { Tabs } from "#components/ui/tabs.tsx";
import type { Decision } from "#domain/contracts/decision.ts";

interface DecisionPanelProps {
  decision: Decision;
  /** `ahead` before submit, `record` for what was decided. */
  tense: "ahead" | "record";
  /** What "Apply" does; without it remedies are only described. */
  remedies?: RemedyActions;
  /** One line under the outcome, e.g. what the judgement leaves out. */
  note?: string | null;
}

/** A decision in plain words: outcome, what binds it, how to fix it, what will happen; the raw record beside. */
export function DecisionPanel({ decision, tense, remedies, note }: DecisionPanelProps) {
  const { tone, icon: Icon, ...words } = outcomeLooks[decision.outcome];
  return (
    <div>
      <div className="flex gap-3 px-4 py-3" data-outcome={decision.outcome}>
        <span className={cn("mt-0.5 grid size-7 shrink-0 place-items-center rounded-full border", badgeTone[tone])}>
          <Icon aria-hidden className="size-4" />
        </span>
        <div className="min-w-0">
          <p className="text-lg leading-tight font-bold">{words[tense]}</p>
          <p className="mt-0.5 text-md text-ink-2">{outcomeSentence(decision)}</p>
          {note && <p className="mt-1 text-sm text-ink-3">{note}</p>}
        </div>
      </div>
      {tense === "ahead" && <DecisionAsks decision={decision} />}
      <DecisionFindings decision={decision} remedies={remedies} />
      {decision.outcome !== "auto" && <SmallestChange decision={decision} tense={tense} remedies={remedies} />}
      <Tabs
        label="Decision"
        tabs={[
          {
            id: "limits",
            label: limitsLabel(decision, tense),
            content: <DecisionLimits decision={decision} />,
          },
          { id: "rules", label: `Rules (${decision.trace.length})`, content: <RuleList decision={decision} /> },
          { id: "record", label: "Record", content: <DecisionRecord decision={decision} /> },
        ]}
      />
    </div>
  );
}

function limitsLabel({ outcome }: Decision, tense: DecisionPanelProps["tense"]): string {
  if (outcome === "deny") return "What would hold";
  return tense === "ahead" ? "What will happen" : "What holds";
}

const badgeTone = {
  good: "border-good-line bg-good-tint text-good-ink",
  wait: "border-wait-line bg-wait-tint text-wait-ink",
  bad: "border-bad-line bg-bad-tint text-bad-ink",
} as const;

const resultWords = {
  pass: "passes",
  warn: "warns",
  limit: "limits",
  needs_approval: "asks",
  deny: "denies",
  error: "failed",
} as const;
const resultTone = {
  pass: "text-good-ink",
  warn: "text-wait-ink",
  limit: "text-busy-ink",
  needs_approval: "text-wait-ink",
  deny: "text-bad-ink",
  error: "text-bad-ink",
} as const;

function RuleList({ decision }: { decision: Decision }) {
  return (
    <ul className="divide-y divide-line">
      {decision.trace.map((entry, index) => (
        <li key={`${entry.rule}-${index}`} className="px-4 py-2">
          <p className="flex items-baseline justify-between gap-3 text-sm">
            <code className="min-w-0 truncate">{entry.rule}</code>
            <span className={cn("font-medium", resultTone[entry.result])}>{resultWords[entry.result]}</span>
          </p>
          <p className="text-sm text-ink-2">{entry.message}</p>
        </li>
      ))}
    </ul>
  );
}
