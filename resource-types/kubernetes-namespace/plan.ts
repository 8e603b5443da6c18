import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionPlan, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { externalNames } from "./external-names.ts";
import type { NamespaceParameters } from "./parameters.ts";

/** The steps of this type, in their order. */
export const stepNames = ["create-namespace", "set-limits", "grant-access"] as const;

/** A step of this type. */
export type StepName = (typeof stepNames)[number];

/**
 * Tells what will be made, under which names and with which limits.
 *
 * @throws invalid_input for a name outside its rule
 */
export function plan(resource: ResourceIdentity, parameters: NamespaceParameters): ProvisionPlan {
  const { namespace, account } = externalNames(resource);
  const { pods, cpuCores, memoryGibibytes, storageGibibytes, podSecurity, tokenHours } = parameters;
  return {
    steps: [
      { name: "create-namespace", title: "Create the namespace" },
      { name: "set-limits", title: "Set its quota, limits and network policy" },
      { name: "grant-access", title: "Let the team and its service account in" },
    ],
    summary: [
      `A Kubernetes namespace ${namespace} whose pods meet the Pod Security Standard ${podSecurity}.`,
      `At most ${pods} pods, ${cpuCores} CPU cores, ${memoryGibibytes} GiB of memory and ${storageGibibytes} GiB of storage.`,
      "Pods reach each other and DNS; everything else into and out of the namespace is closed.",
      `Team ${resource.team} and the service account ${account} work in it, but cannot change its limits or rights.`,
      `The credential is a kubeconfig whose token ends after ${tokenHours} hours at most.`,
    ],
  };
}

/** @throws invalid_input for a step that this type does not have */
export function readStepName(step: string): StepName {
  const found = stepNames.find((name) => name === step);
  if (found === undefined) throw new AppError("invalid_input", "A Kubernetes namespace has no such step.");
  return found;
}
