import { randomBytes } from "node:crypto";
import { Secret } from "#domain/credentials/secret.ts";
import type { ResourceIdentity } from "#domain/provisioning/resource-type.ts";
import type { ContractTarget, DeliveredFields, TenantSession } from "#tests/contract-suite/contract-target.ts";
import { describeContract } from "#tests/contract-suite/describe-contract.ts";
import { loginToRabbitmq } from "#tests/contract-suite/rabbitmq-tenant.ts";
import { askRabbitmq } from "#tests/harness/ask-rabbitmq.ts";
import { openOnePort } from "#tests/harness/one-port.ts";
import { findRabbitmqScript, startRabbitmqServer } from "#tests/harness/rabbitmq-server.ts";
import { definition } from "./definition.ts";
import { externalNames } from "./external-names.ts";

/** Management URL of a user of yours who may do everything, to run the suite on its broker instead of on one of its own. */
const ownUrl = process.env.CONTRACT_RABBITMQ_URL;
const ownAmqpPort = Number(process.env.CONTRACT_RABBITMQ_AMQP_PORT ?? 5672);

const missing =
  ownUrl === undefined && findRabbitmqScript() === null
    ? "there is no rabbitmq-server on this machine, and CONTRACT_RABBITMQ_URL is not set"
    : null;

describeContract(definition, {
  variant: "admin has the runbook's rights only",
  // In the form queues are lines of text.
  asked: {},
  missing,
  open: () => openTarget([]),
});
describeContract(definition, {
  variant: "with queues from the beginning",
  parts: ["life"],
  parameters: { queues: [{ name: "orders" }, { name: "mails", type: "classic", deadLetter: false }] },
  missing,
  open: () => openTarget(["orders.dead quorum", "orders quorum", "mails classic"]),
});

type Row = Readonly<Record<string, unknown>>;

async function openTarget(queues: readonly string[]): Promise<ContractTarget> {
  const started = ownUrl === undefined ? await startRabbitmqServer() : null;
  const root = started?.url ?? ownUrl ?? "";
  const ask = (path: string, options?: Parameters<typeof askRabbitmq>[2]) => askRabbitmq(root, path, options);
  const list = async (path: string) => ((await ask(path)) ?? []) as Row[];
  const admin = new URL(root);
  admin.username = `admin-${randomBytes(4).toString("hex")}`;
  admin.password = randomBytes(12).toString("hex");
  await ask(`/users/${admin.username}`, { method: "PUT", body: { password: admin.password, tags: "administrator" } });
  const at = { host: admin.hostname, port: Number(admin.port) };
  const front = await openOnePort({ host: admin.hostname, port: started?.amqpPort ?? ownAmqpPort }, at);
  const { rabbitmq_version: version } = (await ask("/overview")) as Row;
  return {
    label: `a real RabbitMQ ${String(version)}, admin: the tag administrator, no right in any virtual host`,
    upstream: { host: "127.0.0.1", port: front.port },
    openBackend: (port = front.port) => {
      const url = new URL(admin);
      url.hostname = "127.0.0.1";
      url.port = String(port);
      return {
        name: "contract",
        adminSecret: Secret.fromText(url.href),
        settings: { host: "127.0.0.1", amqpPort: port },
      };
    },
    listObjects: () => listObjects(list),
    expectedObjects: (resource) => expectedObjects(resource, queues),
    removedByRevoke: (resource) => expectedObjects(resource, queues).filter((line) => line.includes("user ")),
    connect,
    refusal: /ACCESS_REFUSED - Login was refused/,
    plantForeign: async (step, resource) => {
      const { vhost, username } = externalNames(resource);
      if (step === "create-vhost") {
        await ask(`/vhosts/${vhost}`, { method: "PUT", body: { description: "somebody's" } });
        await ask(`/permissions/${vhost}/${new URL(root).username}`, { method: "DELETE" });
        return [`vhost ${vhost} somebody's`];
      }
      if (step === "create-user") {
        // What ours could do must not help: it is the marker that proves one to be ours.
        await ask(`/users/${username}`, { method: "PUT", body: { password_hash: "", tags: "somebody" } });
        return [`user ${username} somebody`];
      }
      await ask(`/definitions/${vhost}`, { method: "POST", body: { queues: [foreignQueue] } });
      return [`queue ${vhost} orders classic`];
    },
    nestedSteps: ["declare-queues"],
    removeByHand: async (resource) => {
      const { vhost, username } = externalNames(resource);
      await ask(`/vhosts/${vhost}`, { method: "DELETE" });
      await ask(`/users/${username}`, { method: "DELETE" });
    },
    close: async () => {
      await front.close();
      await ask(`/users/${admin.username}`, { method: "DELETE" });
      await started?.remove();
    },
  };
}

const foreignQueue = { name: "orders", durable: true, auto_delete: false, arguments: { "x-queue-type": "classic" } };

/** Which password a user has is not what it is: a repeated verification leaves the object. */
async function listObjects(list: (path: string) => Promise<Row[]>): Promise<string[]> {
  const [vhosts, users, permissions, queues, policies, limits] = await Promise.all([
    list("/vhosts?disable_stats=true"),
    list("/users"),
    list("/permissions"),
    list("/queues?disable_stats=true"),
    list("/operator-policies"),
    list("/vhost-limits"),
  ]);
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return [
    ...vhosts.map(({ name, description }) => `vhost ${text(name)} ${text(description)}`),
    ...users.map(({ name, tags }) => `user ${text(name)} ${(tags as string[]).join()}`),
    ...permissions.map(
      ({ user, vhost, configure, write, read }) =>
        `permission of user ${text(user)} in ${text(vhost)} ${[configure, write, read].map(text).join(" ")}`,
    ),
    // An exclusive queue is a part of the connection that declared it.
    ...queues
      .filter(({ exclusive }) => exclusive !== true)
      .map(({ vhost, name, type }) => `queue ${text(vhost)} ${text(name)} ${text(type)}`),
    ...policies.map(({ vhost, name, definition: rules }) => `policy ${text(vhost)} ${text(name)} ${text(rules)}`),
    ...limits
      .filter(({ value }) => text(value) !== "{}")
      .map(({ vhost, value }) => `limits ${text(vhost)} ${text(value)}`),
  ];
}

function expectedObjects(resource: ResourceIdentity, queues: readonly string[]): string[] {
  const { vhost, username, marker } = externalNames(resource);
  return [
    `vhost ${vhost} ${marker}`,
    `limits ${vhost} {"max-queues":50}`,
    `policy ${vhost} latchkey {"max-length-bytes":100000000}`,
    `user ${username} ${marker}`,
    `permission of user ${username} in ${vhost} .* .* .*`,
    ...queues.map((queue) => `queue ${vhost} ${queue}`),
  ];
}

async function connect(fields: DeliveredFields): Promise<TenantSession> {
  const client = await loginToRabbitmq(fields);
  const queue = await client.queueDeclare({ exclusive: true, autoDelete: true });
  return {
    isAlive: () =>
      client.queueDeclare({ queue: queue.queue, passive: true }).then(
        () => client.ready,
        () => false,
      ),
    close: async () => client.unsafeDestroy(),
  };
}
