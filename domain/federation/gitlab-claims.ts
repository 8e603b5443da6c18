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
const pathForm = { pattern: /^[\w.-]+(\/[\w.-]+)*$/, says: "the path as GitLab shows it" } as const;

/** What rules about GitLab CI bind (GitLab Docs, “OpenID Connect (OIDC) Authentication Using ID Tokens”). */
export const gitlabClaims: ClaimTable = {
  entries: [
    bindable("project_id", "the project, by the number that is never given twice", { form: idForm }),
    bindable("namespace_id", "its group, by the number that is never given twice", { form: idForm }),
    bindable("ref", "the branch or tag that it runs for, by its short name", {
      form: { pattern: /^(?!refs\/)\S+$/, says: "the short name, such as main, without refs/heads/" },
      whenFree: "A pipeline of any branch or tag that may deploy to the environment is let in.",
    }),
    bindable("ref_type", "which of the two the ref is", { form: refTypeForm }),
    bindable("ref_protected", "whether the branch or tag is protected", {
      form: trueForm,
      whenFree: "The branch need not be protected: whoever may push to it is let in.",
    }),
    bindable("environment", "the environment that the job deploys to", {
      whenFree: "A job of any environment, or of none, is let in.",
    }),
    bindable("environment_protected", "whether the environment is protected", {
      form: trueForm,
      whenFree: "The environment need not be protected: whoever may run a pipeline may deploy to it.",
    }),
    bindable("pipeline_source", "what started the pipeline", {
      form: { pattern: /^[a-z_]{2,40}$/, says: "the name of a source, such as push" },
      whenFree: insideEventsSentence("pipeline_source"),
    }),
    bindable("deployment_tier", "the tier of the environment"),
    bindable("ci_config_ref_uri", "the file that the pipeline is written in, with its ref", {
      form: { pattern: /^\S+\/\/\S+@refs\/(heads|tags)\/\S+$/, says: "HOST/GROUP/PROJECT//FILE.yml@refs/heads/BRANCH" },
      whenFree: "The pipeline may be written in any file, as the bound branch has it.",
    }),
    bindable("ci_config_sha", "the commit of that file", {
      form: { pattern: /^[0-9a-f]{40}$/, says: "a commit of 40 hexadecimal digits" },
    }),
    bindable("runner_environment", "who runs the machine", {
      form: { pattern: /^(gitlab-hosted|self-hosted)$/, says: "gitlab-hosted or self-hosted" },
      whenFree: "A self-hosted runner may run it: whoever holds that machine holds its tokens.",
    }),
    bindable("runner_id", "the runner, by number", { form: idForm }),
    bindable("project_visibility", "public, private or internal", {
      form: { pattern: /^(public|private|internal)$/, says: "public, private or internal" },
      whenFree: "It goes on being let in when the project becomes public.",
    }),
    bindable("user_id", "who started the pipeline, by number", {
      form: idForm,
      whenFree: "Whoever may start the pipeline is let in.",
    }),
    bindable("project_path", "the project, by path", { form: pathForm, nameOf: "project_id" }),
    bindable("namespace_path", "its group, by path", { form: pathForm, nameOf: "namespace_id" }),
    bindable("sub", "a sentence of the other claims, which the project can choose anew", { nameOf: "project_id" }),
    bindable("ref_path", "the branch or tag, in full", {
      form: { pattern: /^refs\/(heads|tags)\/\S+$/, says: "refs/heads/BRANCH or refs/tags/TAG" },
    }),
    unbindable("user_login", "who started it, by name", "A name can be taken by somebody else. Bind user_id."),
    unbindable("user_email", "who started it, by address", "An address can go to somebody else. Bind user_id."),
    ...["pipeline_id", "job_id"].map((name) => unbindable(name, "the number of the run", eachRun)),
    unbindable("sha", "the commit that it runs for", eachRun),
    ...registeredClaims,
  ],
  requirements: [
    {
      alternatives: [["project_id"]],
      says: "Bind project_id: a path can be taken by another project, the number cannot.",
    },
    {
      alternatives: [["namespace_id"]],
      says: "Bind namespace_id: a project can go to another group, and a group's path to somebody else.",
    },
    {
      alternatives: [
        ["ref", "ref_type", "ref_protected"],
        ["environment", "environment_protected"],
      ],
      says: 'Bind ref, ref_type and ref_protected "true", or environment and environment_protected "true": otherwise any branch is let in.',
    },
  ],
};
