import { riskLooks } from "#components/approvals/risk-look.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { QueueEntry } from "#domain/contracts/queue.ts";

/** How much a wrong yes could cost, in a word; why is its title. */
export function RiskBadge({ risk }: Pick<QueueEntry, "risk">) {
  const { label, tone } = riskLooks[risk.level];
  return (
    <span title={risk.reasons.join(", ")} className="inline-flex">
      <Badge tone={tone}>{label}</Badge>
    </span>
  );
}
