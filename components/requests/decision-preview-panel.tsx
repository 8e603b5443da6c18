"use client";

import { cn } from "#components/cn.ts";
import { DecisionPanel } from "#components/decisions/decision-panel.tsx";
import type { FieldChange } from "#components/decisions/remedy-actions.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import type { DecisionPreview } from "#components/requests/use-decision-preview.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";

interface DecisionPreviewPanelProps {
  preview: DecisionPreview;
  onApply: (changes: readonly FieldChange[]) => void;
}

/** What will happen on submit and why, kept beside the form. */
export function DecisionPreviewPanel({ preview, onApply }: DecisionPreviewPanelProps) {
  const { decision, error, stale, incomplete, missing, lacking } = preview;
  // What waits for its reader may stand there for long: it keeps its contrast.
  const checking = stale && !incomplete;
  return (
    <Panel title="What the guardrails say" aside={asideOf(preview)}>
      <div role="status" aria-live="polite" aria-busy={checking}>
        {error && (
          <div className="p-4">
            <ProblemCallout error={error} />
          </div>
        )}
        {!error && decision === undefined && !incomplete && <PanelSkeleton />}
        {!error && decision === undefined && incomplete && (
          <p className="p-4 text-md text-ink-2">
            Fill in {lacking.length > 0 ? spellList(lacking, "and") : "the marked fields"} to see what will happen.
          </p>
        )}
        {!error && decision !== undefined && (
          <div className={cn("transition-opacity", checking && "opacity-60")}>
            <DecisionPanel
              decision={decision}
              tense="ahead"
              remedies={{ kind: "apply", apply: onApply }}
              note={missing.length > 0 ? `Judged without a ${missing.join(" and a ")} so far.` : null}
            />
          </div>
        )}
      </div>
    </Panel>
  );
}

function asideOf({ error, stale, incomplete }: DecisionPreview): string {
  if (error) return "";
  if (incomplete) return "waiting for the form";
  return stale ? "checking…" : "live";
}

function PanelSkeleton() {
  return (
    <div className="flex flex-col gap-3 p-4">
      <Skeleton className="h-6 w-3/4" />
      <Skeleton />
      <Skeleton className="w-5/6" />
      <Skeleton className="w-2/3" />
    </div>
  );
}
