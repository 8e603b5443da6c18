/** Values of GitHub's `event_name` that somebody without the right to push can cause, or that run after such a thing. */
const githubEvents = [
  "pull_request",
  "pull_request_target",
  "pull_request_review",
  "pull_request_review_comment",
  "workflow_run",
  "issue_comment",
  "issues",
  "discussion",
  "discussion_comment",
  "fork",
  "watch",
] as const;

/** Values of GitLab's `pipeline_source` of the same sort. */
const gitlabSources = ["merge_request_event", "external_pull_request_event"] as const;

/** By claim: what outsiders can cause. */
export const outsideEvents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["event_name", new Set<string>(githubEvents)],
  ["pipeline_source", new Set<string>(gitlabSources)],
]);

/** Events that a rule for more than the first environment may name, by claim: each needs the right to push, or more. */
export const insideEvents: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    "event_name",
    new Set(["push", "schedule", "workflow_dispatch", "repository_dispatch", "release", "deployment", "create"]),
  ],
  ["pipeline_source", new Set(["push", "schedule", "web", "api", "trigger", "pipeline", "parent_pipeline", "chat"])],
]);

/** Gives the claim of a token that says it was started by what outsiders can cause; null: none does. */
export function outsideEventOf(given: ReadonlyMap<string, string>): { claim: string; event: string } | null {
  for (const [claim, events] of outsideEvents) {
    const event = given.get(claim);
    if (event !== undefined && events.has(event)) return { claim, event };
  }
  return null;
}
