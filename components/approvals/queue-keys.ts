/** The single keys of the approvals page, in the order they are explained. */
export const queueKeys = [
  { keys: ["o", "Enter"], what: "Open it" },
  { keys: ["a"], what: "Approve it, or all that are selected" },
  { keys: ["r"], what: "Reject it: write why" },
  { keys: ["c"], what: "Offer less, on its own page" },
  { keys: ["x"], what: "Select it, to approve equal ones together" },
] as const;
