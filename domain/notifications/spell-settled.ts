/** How a request stands that somebody was asked about. */
export interface Standing {
  /** What was asked: `vote`, `answer` or `reveal`; null: nothing. */
  readonly asks: string | null;
  readonly requestState: string | null;
  /** The newest vote that counts, of whom, and whether of who was asked. */
  readonly verdict: string | null;
  readonly by: string | null;
  readonly isOwnVote: boolean;
}

/** Says how it ended what somebody was asked for and is asked no longer; null for what asked nothing. */
export function spellSettled({ asks, requestState, verdict, by, isOwnVote }: Standing): string | null {
  if (asks === "reveal") return "Opened, or no longer to be opened.";
  if (asks === "answer") return "Settled: the offer was taken, or is off the table.";
  if (asks !== "vote") return null;
  const who = isOwnVote ? "you" : (by ?? "somebody else");
  switch (requestState) {
    case "withdrawn":
      return "Settled: it was withdrawn.";
    case "expired":
      return "Settled: it expired.";
    case "denied":
      return "Settled: the rules deny it now.";
    case "rejected":
      return `Settled: rejected by ${who}.`;
    case "pending_approval":
      return verdict === null ? "It does not wait for you any more." : `Decided for this stage by ${who}.`;
    default:
      return verdict === null ? "It does not wait for you any more." : `Settled: approved by ${who}.`;
  }
}
