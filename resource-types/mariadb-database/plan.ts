import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionPlan, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { externalNames } from "./external-names.ts";
import type { MariadbParameters } from "./parameters.ts";

/** The steps of this type, in their order. */
const stepNames = ["create-database", "create-user"] as const;

/** A step of this type. */
export type StepName = (typeof stepNames)[number];

/**
 * Tells what will be made, under which names and with which limits.
 *
 * @throws invalid_input for a name outside its rule
 */
export function plan(resource: ResourceIdentity, parameters: MariadbParameters): ProvisionPlan {
  const names = externalNames(resource);
  const may = resource.access === "read-only" ? "that may read it and nothing else" : "with every right in it";
  return {
    steps: [
      { name: "create-database", title: "Create the database" },
      { name: "create-user", title: "Create the user and its rights" },
    ],
    summary: [
      `A MariaDB database ${names.database}, encoded in utf8mb4.`,
      `A user ${names.username} ${may}, at most ${parameters.connectionLimit} connections and no right on the server itself.`,
      `Statements end after ${parameters.statementTimeoutSeconds} s.`,
      `The database is reported when it grows beyond ${parameters.storageMegabytes} MB.`,
    ],
  };
}

/** @throws invalid_input for a step that this type does not have */
export function readStepName(step: string): StepName {
  const found = stepNames.find((name) => name === step);
  if (found === undefined) throw new AppError("invalid_input", "A MariaDB database has no such step.");
  return found;
}
