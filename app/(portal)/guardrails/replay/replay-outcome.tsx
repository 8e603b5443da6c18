import { CircleAlert, Hourglass } from "lucide-react";
import { FlipsTable } from "#components/guardrails/flips-table.tsx";
import { replayHref, type ReplayQuestion } from "#components/guardrails/replay-href.ts";
import { ReplaySummary } from "#components/guardrails/replay-summary.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { Actor } from "#domain/access/actor.ts";
import { isAppError } from "#domain/errors/app-error.ts";
import type { ReplayResult } from "#domain/policies/replay-result.ts";
import type { ServerContext } from "#server/context.ts";
import { runReplay } from "#server/policies/run-replay.ts";

const pageRows = 50;

interface ReplayOutcomeProps {
  ctx: ServerContext;
  actor: Actor;
  question: Required<ReplayQuestion>;
}

/** Runs the replay and shows what it found: the numbers first, then the requests, a page at a time. */
export async function ReplayOutcome({ ctx, actor, question }: ReplayOutcomeProps) {
  const { days, rule, as, page } = question;
  const found = await ask(() => runReplay(ctx, actor, { days, change: rule === null ? null : { rule, as } }));
  if (found === "busy") {
    return (
      <Callout
        tone="wait"
        icon={Hourglass}
        role="status"
        title="Another replay is running"
        action={<ButtonLink href={replayHref(question)}>Try again</ButtonLink>}
      >
        One runs at a time, so that requests are decided as fast as ever. It is done within a minute.
      </Callout>
    );
  }
  if (found === "unknown_rule") {
    return (
      <Callout tone="bad" icon={CircleAlert} role="alert" title={`There is no rule ${rule}`}>
        No file of the catalog states it. Built-in rules have settings instead.
      </Callout>
    );
  }
  const shown = found.flips.slice((page - 1) * pageRows, page * pageRows);
  const more = found.flips.length > page * pageRows;
  const all = found.counts.reduce((sum, count) => sum + count.all, 0);
  return (
    <div className="space-y-4">
      <ReplaySummary result={found} />
      {shown.length > 0 && <FlipsTable flips={shown} />}
      {all === 0 && (
        <EmptyState title="None would come out otherwise">Every outcome stays what its record says.</EmptyState>
      )}
      {all > found.flips.length && !more && (
        <p className="text-sm text-ink-3">
          The newest {found.flips.length} of {all.toLocaleString("en-US")} are listed. The command line lists no more
          either: ask for fewer days.
        </p>
      )}
      <Pagination
        noun="flips"
        nextHref={more ? replayHref({ ...question, page: page + 1 }) : null}
        firstHref={page > 1 ? replayHref({ ...question, page: 1 }) : null}
      />
    </div>
  );
}

async function ask(work: () => Promise<ReplayResult>): Promise<ReplayResult | "busy" | "unknown_rule"> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error, "rate_limited")) return "busy";
    if (isAppError(error, "unknown_reference")) return "unknown_rule";
    throw error;
  }
}
