import { AppError } from "#domain/errors/app-error.ts";
import type { PlannedStep, ProvisionPlan, ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import { externalNames } from "./external-names.ts";
import type { RabbitmqParameters } from "./parameters.ts";
import { plannedQueues } from "./planned-queues.ts";

const stepNames = ["create-vhost", "declare-queues", "create-user"] as const;

/** Name of a step of this type. */
export type StepName = (typeof stepNames)[number];

/**
 * Tells what will be made, under which names and with which limits.
 *
 * @throws invalid_input for a name outside its rule
 */
export function plan(resource: ResourceIdentity, parameters: RabbitmqParameters): ProvisionPlan {
  const names = externalNames(resource);
  const { connectionLimit, channelLimit, queueLimit, queueMegabytes, messageHours } = parameters;
  const queues = plannedQueues(parameters).map(({ name }) => name);
  const steps: readonly (PlannedStep & { readonly name: StepName })[] = [
    { name: "create-vhost", title: "Create the virtual host and its limits" },
    ...(queues.length > 0 ? [{ name: "declare-queues" as const, title: "Declare its queues" }] : []),
    { name: "create-user", title: "Create the user and its rights" },
  ];
  return {
    steps,
    summary: [
      `A virtual host ${names.vhost} with at most ${queueLimit} queues of ${queueMegabytes} MB each, the oldest messages going first.`,
      ...(messageHours === undefined ? [] : [`A message that nobody takes within ${messageHours} hours is dropped.`]),
      ...(queues.length > 0 ? [`There from the beginning: ${queues.join(", ")}.`] : []),
      `A user ${names.username} with all rights there, none elsewhere, and none to manage the broker.`,
      `It may hold ${connectionLimit} connections and ${channelLimit} channels.`,
    ],
  };
}

/** @throws invalid_input for a step that this type does not have */
export function readStepName(step: string): StepName {
  const found = stepNames.find((name) => name === step);
  if (found === undefined) throw new AppError("invalid_input", "A RabbitMQ virtual host has no such step.");
  return found;
}
