import type { ResourceType } from "#domain/provisioning/resource-type.ts";
import { connection } from "./connection.ts";
import { credentialFields } from "./credentials.ts";
import { destroy } from "./destroy.ts";
import { fingerprint } from "./fingerprint.ts";
import { inspect } from "./inspect.ts";
import { listOwned } from "./list-owned.ts";
import { parametersSchema, type RabbitmqParameters } from "./parameters.ts";
import { plan, readStepName } from "./plan.ts";
import { repair } from "./repair.ts";
import { revoke } from "./revoke.ts";
import { sessions } from "./sessions.ts";
import { createUser } from "./steps/create-user.ts";
import { createVhost } from "./steps/create-vhost.ts";
import { declareQueues } from "./steps/declare-queues.ts";
import { undo } from "./undo.ts";
import { verify } from "./verify.ts";

const steps = { "create-vhost": createVhost, "declare-queues": declareQueues, "create-user": createUser };

/**
 * A virtual host of its own on a shared RabbitMQ, 3.10 or newer, with its management plugin.
 *
 * A back end in `catalog/backends.yaml` has as admin secret the `http://` or `https://` URL of the management API with a
 * user tagged `administrator`, and as settings `host`, `amqpPort`, `tls` that tenants use, optionally `sslRootCertFile`.
 *
 * Sizes that templates may offer (`parameters` of each size; what is left out takes its default):
 * ```yaml
 * sizes:
 *   small:  { connectionLimit: 20, channelLimit: 200, queueLimit: 20, queueMegabytes: 50 }
 *   medium: { connectionLimit: 100, channelLimit: 1000, queueLimit: 100, queueMegabytes: 500, messageHours: 336 }
 *   orders: { queues: [{ name: orders }, { name: mails, type: classic, deadLetter: false }] }
 * ```
 */
export const definition: ResourceType<RabbitmqParameters> = {
  id: "rabbitmq-vhost",
  title: "RabbitMQ virtual host",
  parameters: parametersSchema,
  credentialFields,
  connection,
  plan,
  apply: async (step, ctx) => steps[readStepName(step)](ctx),
  undo: async (step, ctx) => undo(readStepName(step), ctx),
  verify,
  revoke,
  destroy,
  inspect,
  repair,
  sessions,
  fingerprint,
  listOwned,
};
