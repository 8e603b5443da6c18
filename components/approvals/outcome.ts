import type { DecideBody } from "#domain/contracts/request.ts";

/** What an approver says to one request as it stands. */
export type Verdict = Exclude<DecideBody["verdict"], "counter">;

/** How a verdict that was given on this page stands. */
export type Outcome =
  | { readonly state: "sending"; readonly verdict: Verdict }
  /** Recorded; `isPending` where more approvals are needed. */
  | { readonly state: "done"; readonly verdict: Verdict; readonly isPending: boolean }
  /** Somebody was faster: nothing of ours was recorded. */
  | { readonly state: "taken"; readonly by: string | null; readonly how: string }
  | { readonly state: "failed"; readonly verdict: Verdict; readonly error: unknown };

/** Tells whether there is nothing more to decide for whoever looks. */
export function isSettledOutcome(outcome: Outcome | undefined): boolean {
  return outcome?.state === "done" || outcome?.state === "taken";
}

/** Says an outcome in a few words, as a line of the list shows it. */
export function spellOutcome(outcome: Outcome): string {
  switch (outcome.state) {
    case "sending":
      return outcome.verdict === "approve" ? "Approving…" : "Rejecting…";
    case "done":
      if (outcome.verdict === "reject") return "You rejected it";
      return outcome.isPending ? "You approved; more approvals are needed" : "You approved it";
    case "taken":
      return `Already ${outcome.how}${outcome.by === null ? "" : ` by ${outcome.by}`}`;
    case "failed":
      return outcome.verdict === "approve" ? "Not approved" : "Not rejected";
  }
}
