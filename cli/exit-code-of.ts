import type { RequestView } from "#domain/contracts/request.ts";

/** The exit code that a request's state means: 0 done or under way, 10 waits for a human, 20 denied, 1 failure. */
export function exitCodeOf(request: Pick<RequestView, "state" | "blockedReason">): 0 | 1 | 10 | 20 {
  if (request.blockedReason !== null) return 1;
  switch (request.state) {
    case "pending_approval":
      return 10;
    case "denied":
    case "rejected":
      return 20;
    case "failed":
    case "expired":
    case "withdrawn":
      return 1;
    case "approved":
    case "provisioning":
    case "fulfilled":
      return 0;
  }
}
