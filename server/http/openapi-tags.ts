import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** What the routes of each tag are about, for the document and its reference page. */
export const tagDescriptions = {
  Templates: "What can be asked for, where it can be built now, and what it costs.",
  Policy: "What the guardrails would decide, without filing anything.",
  Requests: "Ask for something, follow it, decide on it.",
  Resources: "What exists: extend it, rotate its credential, give it back.",
  Leases: "Logins of minutes for jobs, bots and agents.",
  Grants: "One recipient's right to receive one credential once.",
  "Service accounts": "Callers that are no people, and their tokens.",
  Federation: "Jobs that call with the identity of their own platform instead of a stored token.",
  Webhooks: "What happens here, sent to an address of yours.",
  "Emergency access": "Access for an hour at most to what somebody else holds, with a review after it.",
  Operations: "What is not over, what needs somebody, and how each back end does.",
  People: "Who is known here, and who has left.",
  Chat: "Chat users and the people they speak for.",
  Notifications: "What people were told, and through which channel.",
  Audit: "Signed heads of the audit record.",
  Service: "The contract and the probes; no sign-in is needed.",
} as const satisfies Record<RouteContract["tag"], string>;
