import { z } from "zod";
import type { Broker } from "./api/with-broker.ts";
import type { ExternalNames } from "./external-names.ts";
import type { RabbitmqParameters } from "./parameters.ts";

/** Name of the operator policy, which no tenant can change or outdo. */
const policyName = "latchkey";

/** What bounds a virtual host. */
export interface VhostShape {
  readonly limits: Readonly<Record<string, number>>;
  /** Of the operator policy over all queues. */
  readonly policy: Readonly<Record<string, unknown>>;
}

const limitsSchema = z.array(z.object({ value: z.record(z.string(), z.number()) }));
const policiesSchema = z.array(
  z.object({
    name: z.string(),
    pattern: z.string(),
    "apply-to": z.string(),
    priority: z.number(),
    definition: z.record(z.string(), z.unknown()),
  }),
);

/**
 * The shape that the parameters ask for.
 *
 * The virtual host has no limit of connections: the broker looks at that one before it looks at permissions, so a full
 * virtual host would hide whether a credential has ended. Each credential has its own.
 */
export function wantedShape({ queueLimit, queueMegabytes, messageHours }: RabbitmqParameters): VhostShape {
  return {
    limits: { "max-queues": queueLimit },
    policy: {
      pattern: ".*",
      "apply-to": "queues",
      priority: 0,
      definition: {
        "max-length-bytes": queueMegabytes * 1_000_000,
        ...(messageHours === undefined ? {} : { "message-ttl": messageHours * 3_600_000 }),
      },
    },
  };
}

/** Reads the shape as it is; other operator policies of the virtual host are left out. */
export async function readShape(broker: Broker, { vhost }: ExternalNames): Promise<VhostShape> {
  const limits = (await broker.read(`/vhost-limits/${vhost}`, limitsSchema)) ?? [];
  const policies = (await broker.read(`/operator-policies/${vhost}`, policiesSchema)) ?? [];
  const { name: _name, ...policy } = policies.find(({ name }) => name === policyName) ?? { name: "" };
  return { limits: limits[0]?.value ?? {}, policy };
}

/** Brings the virtual host into the shape that the parameters ask for; limits that nobody granted go. */
export async function shapeVhost(broker: Broker, names: ExternalNames, parameters: RabbitmqParameters): Promise<void> {
  const { vhost } = names;
  const { limits, policy } = wantedShape(parameters);
  for (const name of Object.keys((await readShape(broker, names)).limits)) {
    if (!(name in limits)) await broker.change({ method: "DELETE", path: `/vhost-limits/${vhost}/${name}` });
  }
  for (const [name, value] of Object.entries(limits)) {
    await broker.change({ method: "PUT", path: `/vhost-limits/${vhost}/${name}`, body: { value } });
  }
  await broker.change({ method: "PUT", path: `/operator-policies/${vhost}/${policyName}`, body: policy });
}
