import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import { connection } from "./connection.ts";
import { credentialFields } from "./credentials.ts";
import { destroy } from "./destroy.ts";
import { fingerprint } from "./fingerprint.ts";
import { inspect } from "./inspect.ts";
import { listOwned } from "./list-owned.ts";
import { parametersSchema, type NamespaceParameters } from "./parameters.ts";
import { plan, readStepName } from "./plan.ts";
import { repair } from "./repair.ts";
import { revoke } from "./revoke.ts";
import { applyStep } from "./steps/apply-step.ts";
import { undoStep } from "./steps/undo-step.ts";
import { verify } from "./verify.ts";

/**
 * A namespace of its own on a shared Kubernetes cluster, with quota, network policy and a short-lived credential.
 *
 * A back end in `catalog/backends.yaml` has as admin secret a kubeconfig whose first use is its current context, or a
 * bearer token together with the settings `server` and `caFile`; its rights are those of
 * `deploy/kubernetes/provisioner-rbac.yaml`.
 */
export const definition: ResourceType<NamespaceParameters> = {
  id: "kubernetes-namespace",
  title: "Kubernetes namespace",
  parameters: parametersSchema,
  credentialFields,
  connection,
  plan,
  apply: async (step, ctx) => applyStep(readStepName(step), ctx),
  undo: async (step, ctx) => undoStep(readStepName(step), ctx),
  verify,
  revoke,
  destroy,
  inspect,
  fingerprint,
  repair,
  listOwned,
};
