import { CopyButton } from "#components/patterns/copy-button.tsx";
import type { Decision } from "#domain/contracts/decision.ts";

/** The evaluator's record, verbatim. */
export function DecisionRecord({ decision }: { decision: Decision }) {
  const text = JSON.stringify(decision, null, 2);
  return (
    <div className="relative">
      <div className="absolute top-2 right-3">
        <CopyButton text={text} label="Copy the decision record" />
      </div>
      <pre
        tabIndex={0}
        aria-label="Decision record"
        className="max-h-96 overflow-auto px-4 py-3 text-sm leading-normal"
      >
        {text}
      </pre>
    </div>
  );
}
