import { outcomeLooks } from "#components/decisions/outcome-look.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { Outcome } from "#domain/contracts/decision.ts";

const words = { auto: "granted", needs_approval: "needs approval", deny: "denied" } as const satisfies Record<
  Outcome,
  string
>;

/** Names an outcome in a word and an icon. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const { tone, icon: Icon } = outcomeLooks[outcome];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {words[outcome]}
    </Badge>
  );
}

/** What a request came out as, and what it would come out as. */
export function FlipBadges({ from, to }: { from: Outcome; to: Outcome }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <OutcomeBadge outcome={from} />
      <span aria-hidden className="text-ink-3">
        →
      </span>
      <span className="sr-only">becomes</span>
      <OutcomeBadge outcome={to} />
    </span>
  );
}
