import {
  bindable,
  idForm,
  refTypeForm,
  trueForm,
  unbindable,
  type ClaimTable,
} from "#domain/federation/claim-entry.ts";
import { insideEventsSentence } from "#domain/federation/outside-events.ts";
import { registeredClaims } from "#domain/federation/registered-claims.ts";

const eachRun = "It differs from run to run: a rule with it is met once, or never. Bind ref or environment.";
const workflowForm = {
  pattern: /^[\w-]+\/[\w.-]+\/\.github\/workflows\/[^@\s]+\.ya?ml@(refs\/(heads|tags)\/\S+|[0-9a-f]{40})$/,
  says: "owner/repository/.github/workflows/FILE.yml@refs/heads/BRANCH, @refs/tags/TAG or @ and a commit",
} as const;
const ownerForm = { pattern: /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/, says: "the name of an owner on GitHub" } as const;
const repositoryForm = {
  pattern: /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}(_[a-z0-9]+)?\/[A-Za-z0-9._-]{1,100}$/,
  says: "owner/repository",
} as const;

/** What rules about GitHub Actions bind (GitHub Docs, “OpenID Connect reference”). */
export const githubClaims: ClaimTable = {
  entries: [
    bindable("repository_id", "the repository, by the number that is never given twice", {
      form: idForm,
    }),
    bindable("repository_owner_id", "its owner, by the number that is never given twice", { form: idForm }),
    bindable("environment", "the deployment environment of the job", {
      whenFree: "A job of any environment, or of none, is let in: what the environment asks for is not asked.",
    }),
    bindable("ref", "the branch or tag that it runs for", {
      form: { pattern: /^refs\/(heads|tags)\/\S+$/, says: "refs/heads/BRANCH or refs/tags/TAG" },
      whenFree: "A run of any branch or tag that the environment lets deploy is let in.",
    }),
    bindable("ref_type", "which of the two the ref is", { form: refTypeForm }),
    bindable("ref_protected", "whether the branch or tag is protected", {
      form: trueForm,
      whenFree: "The branch need not be protected: whoever may push to it is let in.",
    }),
    bindable("job_workflow_ref", "the workflow file that the job is written in, with its ref", {
      form: workflowForm,
      whenFree: "The job may be written in any reusable workflow that the bound one calls.",
    }),
    bindable("workflow_ref", "the workflow file that was started, with its ref", {
      form: workflowForm,
      whenFree: "Any workflow that calls the bound one is let in.",
    }),
    bindable("event_name", "what started the run", {
      form: { pattern: /^[a-z_]{2,40}$/, says: "the name of an event, such as push" },
      whenFree: insideEventsSentence("event_name"),
    }),
    bindable("job_workflow_sha", "the commit of the workflow file of the job", {
      form: { pattern: /^[0-9a-f]{40}$/, says: "a commit of 40 hexadecimal digits" },
    }),
    bindable("workflow_sha", "the commit of the workflow file", {
      form: { pattern: /^[0-9a-f]{40}$/, says: "a commit of 40 hexadecimal digits" },
    }),
    bindable("runner_environment", "who runs the machine", {
      form: { pattern: /^(github-hosted|self-hosted)$/, says: "github-hosted or self-hosted" },
      whenFree: "A self-hosted runner may run it: whoever holds that machine holds its tokens.",
    }),
    bindable("repository_visibility", "public, private or internal", {
      form: { pattern: /^(public|private|internal)$/, says: "public, private or internal" },
      whenFree: "It goes on being let in when the repository becomes public.",
    }),
    bindable("actor_id", "who started the run, by number", {
      form: idForm,
      whenFree: "Whoever may start the workflow is let in.",
    }),
    bindable("enterprise_id", "the enterprise, by number", { form: idForm }),
    bindable("repository", "the repository, by name", { form: repositoryForm, nameOf: "repository_id" }),
    bindable("repository_owner", "its owner, by name", { form: ownerForm, nameOf: "repository_owner_id" }),
    bindable("sub", "a sentence of the other claims, which the repository's admins can write anew", {
      nameOf: "repository_id",
    }),
    unbindable("actor", "who started the run, by name", "A name can be taken by somebody else. Bind actor_id."),
    unbindable("enterprise", "the enterprise, by name", "A name can be taken by somebody else. Bind enterprise_id."),
    unbindable(
      "workflow",
      "the title of the workflow",
      "Any file can have this title. Bind job_workflow_ref or workflow_ref.",
    ),
    unbindable("environment_node_id", "the environment, by an internal name", "Bind environment."),
    ...["run_id", "run_number", "run_attempt", "check_run_id"].map((name) =>
      unbindable(name, "the number of the run", eachRun),
    ),
    unbindable("sha", "the commit that it runs for", eachRun),
    unbindable("head_ref", "the branch of a pull request", "Whoever opens the pull request chooses it. Bind ref."),
    unbindable("base_ref", "the branch that a pull request asks to change", "Every pull request has it. Bind ref."),
    ...registeredClaims,
  ],
  requirements: [
    {
      alternatives: [["repository_id"]],
      says: "Bind repository_id: a name can be taken by another repository, the number cannot.",
    },
    {
      alternatives: [["repository_owner_id"]],
      says: "Bind repository_owner_id: a repository can go to another owner, and an owner's name to somebody else.",
    },
    {
      alternatives: [["environment"], ["ref", "ref_type", "ref_protected"]],
      says: 'Bind environment, or ref, ref_type and ref_protected "true": otherwise any branch is let in.',
    },
    {
      alternatives: [["job_workflow_ref"], ["workflow_ref"]],
      says: "Bind job_workflow_ref or workflow_ref: otherwise any workflow of the repository is let in.",
    },
    {
      alternatives: [["environment"], ["event_name"]],
      says: "Bind event_name to what starts it, such as push or workflow_dispatch, or bind environment.",
      strictOnly: true,
    },
  ],
};
