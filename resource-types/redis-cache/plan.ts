import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionPlan, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { externalNames } from "./external-names.ts";
import type { RedisParameters } from "./parameters.ts";

/**
 * Tells what will be made, under which names and with which limits.
 *
 * @throws invalid_input for a name outside its rule
 */
export function plan(resource: ResourceIdentity, parameters: RedisParameters): ProvisionPlan {
  const names = externalNames(resource);
  return {
    steps: [{ name: "create-user", title: "Create the user and its rules" }],
    summary: [
      `A user ${names.username} that reaches keys and channels beginning with ${names.keyPrefix} and no others.`,
      parameters.scripting
        ? "It runs commands on data and Lua scripts, and nothing that lists, administers or empties the server."
        : "It runs commands on data, no Lua scripts, and nothing that lists, administers or empties the server.",
      `The cache is reported when it grows beyond ${parameters.memoryMegabytes} MB or ${parameters.connectionLimit} connections.`,
    ],
  };
}

/** @throws invalid_input for a step that this type does not have */
export function assertStepName(step: string): void {
  if (step !== "create-user") throw new AppError("invalid_input", "A Redis cache has no such step.");
}
