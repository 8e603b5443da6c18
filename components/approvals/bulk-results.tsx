"use client";

import { CircleAlert, CircleCheck } from "lucide-react";
import { describeProblem } from "#components/api/describe-problem.ts";
import { spellOutcome, type Outcome } from "#components/approvals/outcome.ts";
import { spellResults } from "#components/approvals/spell-results.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { QueueEntry } from "#domain/contracts/queue.ts";

/** One verdict of several, with the name of what it was on. */
export interface Result {
  readonly entry: QueueEntry;
  readonly outcome: Outcome;
}

/** How approving several went, each that did not go through by its name. */
export function BulkResults({ results, onDismiss }: { results: readonly Result[]; onDismiss: () => void }) {
  const others = results.filter(({ outcome }) => outcome.state !== "done");
  return (
    <div className="mb-4">
      <Callout
        tone={others.length === 0 ? "good" : "wait"}
        icon={others.length === 0 ? CircleCheck : CircleAlert}
        role="status"
        title={spellResults(results.map(({ outcome }) => outcome))}
        action={
          <Button size="sm" onClick={onDismiss}>
            Dismiss
          </Button>
        }
      >
        {others.length > 0 && (
          <ul>
            {others.map(({ entry, outcome }) => (
              <li key={entry.id}>
                {entry.name}: {spellOutcome(outcome)}
                {outcome.state === "failed" && `. ${describeProblem(outcome.error).message}`}
              </li>
            ))}
          </ul>
        )}
      </Callout>
    </div>
  );
}
