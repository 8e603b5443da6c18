import { CircleAlert } from "lucide-react";
import { describeProblem } from "#components/api/describe-problem.ts";

/** An error in plain words, with the id that finds it in the log. */
export function ProblemCallout({ error }: { error: unknown }) {
  const { message, requestId } = describeProblem(error);
  return (
    <div role="alert" className="flex items-start gap-2.5 rounded-md border border-bad-line bg-bad-tint px-3 py-2.5">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad-ink" />
      <div className="min-w-0 text-md">
        <p className="[overflow-wrap:anywhere]">{message}</p>
        {requestId && (
          <p className="mt-0.5 text-sm text-ink-3">
            Reference <code>{requestId}</code>
          </p>
        )}
      </div>
    </div>
  );
}
