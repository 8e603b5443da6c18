/** What somebody without the right to push can cause, or what runs after such a thing: by claim. It only chooses the words. */
export const outsideEvents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "event_name",
    new Set([
      "pull_request",
      "pull_request_target",
      "pull_request_review",
      "pull_request_review_comment",
      "workflow_run",
      "check_run",
      "check_suite",
      "status",
      "deployment_status",
      "issue_comment",
      "issues",
      "discussion",
      "discussion_comment",
      "fork",
      "watch",
      "gollum",
    ]),
  ],
  // A pipeline that another one started can be the child of a merge request's.
  ["pipeline_source", new Set(["merge_request_event", "external_pull_request_event", "parent_pipeline", "pipeline"])],
]);

/**
 * What starts a run only for somebody who may push, or do more: by claim. A run by anything else, whether it is known or
 * new, meets no rule that does not name it, and only a rule for the first environment alone may name it.
 */
export const insideEvents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "event_name",
    new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch", "release", "deployment", "create"]),
  ],
  ["pipeline_source", new Set(["push", "schedule", "web", "api", "trigger", "chat"])],
]);

/** Gives the claim of a token that says it was started by what is not known to need the right to push; null: none does. */
export function outsideEventOf(given: ReadonlyMap<string, string>): { claim: string; event: string } | null {
  for (const [claim, inside] of insideEvents) {
    const event = given.get(claim);
    if (event !== undefined && !inside.has(event)) return { claim, event };
  }
  return null;
}

/** What may start a run while a rule leaves that claim free, as a sentence. */
export function insideEventsSentence(claim: "event_name" | "pipeline_source"): string {
  const events = [...(insideEvents.get(claim) ?? [])];
  return `Each of these may start it, and nothing else: ${events.join(", ")}.`;
}
