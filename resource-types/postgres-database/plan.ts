import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionPlan, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { externalNames, type ExternalNames } from "./external-names.ts";
import type { PostgresParameters } from "./parameters.ts";

/** The steps of this type, in their order. */
export const stepNames = ["create-roles", "create-database", "grant-reading"] as const;

/** A step of this type. */
export type StepName = (typeof stepNames)[number];

/**
 * Tells what will be made, under which names and with which limits.
 *
 * @throws invalid_input for a name outside its rule
 */
export function plan(resource: ResourceIdentity, parameters: PostgresParameters): ProvisionPlan {
  const names = externalNames(resource);
  if (names.access === "read-only") return planReading(names, parameters);
  return {
    steps: [
      { name: "create-roles", title: "Create the owner and the login" },
      { name: "create-database", title: "Create the database and close it to everyone else" },
    ],
    summary: [
      `A PostgreSQL database ${names.database}, encoded in UTF-8, that only its own login can connect to.`,
      `A login ${names.loginRole} with at most ${parameters.connectionLimit} connections and no right on the server itself.`,
      `Statements end after ${parameters.statementTimeoutSeconds} s, idle transactions after ` +
        `${parameters.idleInTransactionTimeoutSeconds} s, idle sessions after ${parameters.idleSessionTimeoutSeconds} s.`,
      `The database is reported when it grows beyond ${parameters.storageMegabytes} MB.`,
    ],
  };
}

function planReading({ database, loginRole }: ExternalNames, { connectionLimit }: PostgresParameters): ProvisionPlan {
  return {
    steps: [
      { name: "create-roles", title: "Create the login for reading" },
      { name: "grant-reading", title: "Let it read every table, also those made later" },
    ],
    summary: [
      `A login ${loginRole} with at most ${connectionLimit} connections that reads every table of ${database} and writes none.`,
    ],
  };
}

/** @throws invalid_input for a step that this type does not have */
export function readStepName(step: string): StepName {
  const found = stepNames.find((name) => name === step);
  if (found === undefined) throw new AppError("invalid_input", "A PostgreSQL database has no such step.");
  return found;
}
