/** The single keys of the approvals page, in the order they are explained. */
export const queueKeys = [
  { keys: ["j", "k"], what: "Next and previous request" },
  { keys: ["o", "Enter"], what: "Open it" },
  { keys: ["a"], what: "Approve it, or all that are selected" },
  { keys: ["r"], what: "Reject it: write why" },
  { keys: ["c"], what: "Write a comment" },
  { keys: ["x"], what: "Select it, to approve equal ones together" },
] as const;
