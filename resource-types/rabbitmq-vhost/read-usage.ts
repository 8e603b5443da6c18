import { z } from "zod";
import type { Measure, Usage } from "#domain/provisioning/resource-type.ts";
import type { Broker } from "./api/with-broker.ts";
import { listConnections } from "./end-connections.ts";
import type { ExternalNames } from "./external-names.ts";
import type { Observation } from "./observe.ts";
import type { RabbitmqParameters } from "./parameters.ts";

const queuesSchema = z.array(z.object({ name: z.string(), messages: z.number().catch(0) }));
const connectionsSchema = z.array(z.object({ connected_at: z.number().optional() }));

/**
 * Counts queues, messages and connections of the virtual host.
 *
 * How many connections there are is of the moment; when one began, and what is in a quorum queue, the broker tells up to
 * five seconds late. It keeps no record of connections that ended.
 */
export async function readUsage(
  broker: Broker,
  { names, seen, parameters }: { names: ExternalNames; seen: Observation; parameters: RabbitmqParameters },
): Promise<Usage> {
  const { vhost } = names;
  const queues =
    (await broker.read(`/queues/${vhost}?disable_stats=true&enable_queue_totals=true`, queuesSchema)) ?? [];
  let connections = 0;
  for (const { name } of seen.users) connections += (await listConnections(broker, name)).length;
  const known = (await broker.read(`/vhosts/${vhost}/connections?columns=connected_at`, connectionsSchema)) ?? [];
  const newest = Math.max(0, ...known.map(({ connected_at }) => connected_at ?? 0));
  const messages = queues.reduce((sum, queue) => sum + queue.messages, 0);
  const deepest = queues.toSorted((a, b) => b.messages - a.messages)[0];
  const measures: readonly Measure[] = [
    { label: "Messages", value: messages, unit: "count" },
    ...(deepest === undefined || queues.length < 2 || messages === 0
      ? []
      : [{ label: `Messages in ${deepest.name.slice(0, 80)}`, value: deepest.messages, unit: "count" } as const]),
    { label: "Queues", value: queues.length, unit: "count", limit: parameters.queueLimit },
    { label: "Connections", value: connections, unit: "count", limit: parameters.connectionLimit },
  ];
  return { connections, lastConnectedAt: newest === 0 ? null : new Date(newest).toISOString(), measures };
}
