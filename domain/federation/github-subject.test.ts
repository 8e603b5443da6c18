import { expect, test } from "vitest";
import { explainGithubSubject, readGithubSubject } from "#domain/federation/github-subject.ts";

test.for([
  ["repo:octo/app:environment:prod", null, null, "environment", "prod"],
  ["repo:octo/app:ref:refs/heads/main", null, null, "ref", "refs/heads/main"],
  ["repo:octo/app:pull_request", null, null, "pull_request", null],
  ["repo:octo@1/app@2:environment:a:b", "1", "2", "environment", "a:b"],
  ["repo:octo-org@123456/my.app_1@456789:ref:refs/tags/v1", "123456", "456789", "ref", "refs/tags/v1"],
  ["repo:octo@1/app@2:pull_request", "1", "2", "pull_request", null],
] as const)("reads %s", ([sub, ownerId, repositoryId, kind, value]) => {
  expect(readGithubSubject(sub)).toMatchObject({ ownerId, repositoryId, context: { kind, value } });
});

test.for([
  "",
  "octo/app",
  "repo:octo:environment:prod",
  "repo:octo@1/app:environment:prod",
  "repo:octo/app@2:environment:prod",
  "repo:octo@0/app@2:environment:prod",
  "repo:octo@x/app@y:environment:prod",
  "repo:octo/app:environment:",
  "repo:octo/app:job_workflow_ref:x",
  "repository_id:2:environment:prod",
  "REPO:octo/app:environment:prod",
])("takes %o for a form that somebody chose", (sub) => {
  expect(readGithubSubject(sub)).toBeNull();
  expect(explainGithubSubject(sub)).toMatch(/chose.+repository_id/);
});

test("says what a sub means and what to bind in its place", () => {
  expect(explainGithubSubject("repo:octo/app:environment:prod")).toMatch(
    /octo\/app, environment prod\. It has names alone.+ environment and job_workflow_ref\.$/,
  );
  expect(explainGithubSubject("repo:octo@1/app@2:ref:refs/heads/main")).toMatch(
    /repository_id 2, repository_owner_id 1.+, ref and job_workflow_ref\.$/,
  );
});
