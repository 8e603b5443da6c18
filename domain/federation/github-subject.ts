/** What a `sub` of GitHub Actions says. */
export interface GithubSubject {
  readonly owner: string;
  readonly repository: string;
  /** Only in the newer form, which carries the numbers beside the names; else null. */
  readonly ownerId: string | null;
  readonly repositoryId: string | null;
  /** What follows: `environment` with its name, `ref` with the ref, or `pull_request`. */
  readonly context: { readonly kind: "environment" | "ref" | "pull_request"; readonly value: string | null };
}

const form =
  /^repo:(?<owner>[\w-]+)(@(?<ownerId>[1-9]\d*))?\/(?<repository>[\w.-]+)(@(?<repositoryId>[1-9]\d*))?:(?<rest>.+)$/;

/**
 * Reads both forms that GitHub gives by itself: `repo:octo/app:environment:prod`, and, of repositories made since July
 * 2026, `repo:octo@1/app@2:environment:prod`. Null: admins of the repository wrote a form of their own.
 */
export function readGithubSubject(sub: string): GithubSubject | null {
  const { owner, ownerId, repository, repositoryId, rest } = form.exec(sub)?.groups ?? {};
  if (owner === undefined || repository === undefined || rest === undefined) return null;
  if ((ownerId === undefined) !== (repositoryId === undefined)) return null;
  const context = readContext(rest);
  if (context === null) return null;
  return { owner, repository, ownerId: ownerId ?? null, repositoryId: repositoryId ?? null, context };
}

function readContext(rest: string): GithubSubject["context"] | null {
  if (rest === "pull_request") return { kind: "pull_request", value: null };
  const [, kind, value] = /^(environment|ref):(.+)$/.exec(rest) ?? [];
  if (value === undefined) return null;
  return { kind: kind === "ref" ? "ref" : "environment", value };
}

/** Says what a `sub` of GitHub means, and what to bind in its place. */
export function explainGithubSubject(sub: string): string {
  const read = readGithubSubject(sub);
  if (read === null) {
    return "This sub has a form that admins of the repository chose, and can choose anew. Bind repository_id, repository_owner_id, environment or ref, and job_workflow_ref.";
  }
  const { owner, repository, ownerId, repositoryId, context } = read;
  const ids =
    repositoryId === null
      ? "It has names alone, which somebody else can take."
      : `It has the numbers too (repository_id ${repositoryId}, repository_owner_id ${ownerId}), and admins of the repository can still choose another form.`;
  const place =
    context.kind === "pull_request"
      ? "a pull request, which a rule does not trust by its sub"
      : `${context.kind} ${context.value}`;
  return `This sub says ${owner}/${repository}, ${place}. ${ids} Bind repository_id, repository_owner_id, ${context.kind === "ref" ? "ref" : "environment"} and job_workflow_ref.`;
}
