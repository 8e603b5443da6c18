import type { DecisionPreview } from "#components/requests/use-decision-preview.ts";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { Outcome } from "#domain/contracts/decision.ts";

const consequences = {
  auto: "It is granted and built at once.",
  needs_approval: "It waits for approval; you are told by e-mail.",
  deny: "A guardrail stands in the way; see what it says.",
} as const satisfies Record<Outcome, string>;

interface SubmitBarProps {
  busy: boolean;
  preview: DecisionPreview;
  disabledReason: string | null;
}

/** The end of the form: the button, and what pressing it will do. */
export function SubmitBar({ busy, preview, disabledReason }: SubmitBarProps) {
  const outcome = preview.decision?.outcome;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line pt-5">
      <Button type="submit" variant="primary" size="lg" busy={busy} disabledReason={disabledReason}>
        Submit request
      </Button>
      <p className="min-w-0 flex-1 text-md text-ink-2">
        {disabledReason ?? (outcome && !preview.error ? consequences[outcome] : "")}
      </p>
      <span aria-hidden className="max-md:hidden">
        <Kbd>Ctrl Enter</Kbd>
      </span>
    </div>
  );
}
