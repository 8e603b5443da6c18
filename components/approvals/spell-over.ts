import type { Outcome } from "#components/approvals/outcome.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";

const stateWords: Readonly<Record<string, string>> = {
  rejected: "rejected",
  withdrawn: "withdrawn",
  expired: "expired",
  denied: "denied by today’s rules",
};

/** Says why nothing is to be decided any more, and by whom it was; null while it waits. */
export function spellOver(item: QueueItem | undefined, outcome: Outcome | undefined): string | null {
  if (outcome?.state === "done") {
    if (outcome.verdict === "reject") return "You rejected it";
    return outcome.isPending ? "You approved it; more approvals are needed" : "You approved it";
  }
  const state = item?.request.state;
  if (outcome?.state !== "taken" && (state === undefined || state === "pending_approval")) return null;
  const how = stateWords[state ?? ""] ?? (outcome?.state === "taken" ? outcome.how : "approved");
  const by = outcome?.state === "taken" && outcome.by !== null ? outcome.by : lastVoter(item);
  const byWords = by !== null && (how === "approved" || how === "rejected" || how === "decided") ? ` by ${by}` : "";
  return `Already ${how}${byWords}`;
}

function lastVoter(item: QueueItem | undefined): string | null {
  const votes = item?.request.approval?.stages.flatMap((stage) => stage.votes) ?? [];
  const last = votes.toSorted((one, other) => (one.at < other.at ? -1 : 1)).at(-1);
  return last?.by.name ?? last?.by.email ?? null;
}
