import { z } from "zod";
import type { LiveSessions } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "./api/with-broker.ts";
import { prepareCall, type RabbitmqContext } from "./call.ts";
import { listConnections } from "./end-connections.ts";
import { observeUser } from "./observe.ts";

const shownMax = 10;

const connectionsSchema = z.array(
  z.object({
    name: z.string(),
    user: z.string(),
    connected_at: z.number().optional(),
    user_provided_name: z.string().optional().catch(undefined),
  }),
);
const channelsSchema = z.array(z.object({ user: z.string(), idle_since: z.string().optional().catch(undefined) }));

/**
 * Tells who uses this generation's user right now: how many is the broker's register of the moment; which name a client
 * gave itself, and when it last did something, its statistics tell up to five seconds late.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function sessions(ctx: RabbitmqContext): Promise<LiveSessions> {
  const { names } = prepareCall(ctx);
  const { vhost, username } = names;
  return withBroker(ctx, async (broker) => {
    const isOwn = (await observeUser(broker, names))?.isOwn === true;
    const live = isOwn ? await listConnections(broker, username) : [];
    if (live.length === 0) return { connections: 0, from: [], lastActiveAt: null };
    const path = `/vhosts/${vhost}/connections?columns=name,user,connected_at,user_provided_name`;
    const known = (await broker.read(path, connectionsSchema)) ?? [];
    const ofUser = known.filter(({ user }) => user === username);
    const { found, at } = await broker.readAt(`/vhosts/${vhost}/channels?columns=user,idle_since`, channelsSchema);
    const channels = (found ?? []).filter(({ user }) => user === username);
    const times = [
      ...ofUser.map(({ connected_at }) => connected_at ?? 0),
      // A channel that is not idle is at work; a client that the statistics do not know yet has only just come.
      ...channels.map(({ idle_since }) => readTime(idle_since) ?? at.getTime()),
      ...(ofUser.length < live.length ? [at.getTime()] : []),
    ];
    const clientNames = new Map(ofUser.map(({ name, user_provided_name }) => [name, user_provided_name]));
    const from = live.map(({ name }) => describe(name, clientNames.get(name)));
    return {
      connections: live.length,
      from: [...new Set(from)].slice(0, shownMax),
      lastActiveAt: new Date(Math.max(...times)).toISOString(),
    };
  });
}

/** The broker names a connection `PEER -> ITSELF`; the client's port says nothing to anybody. */
function describe(name: string, clientName: string | undefined): string {
  const address = (name.split(" -> ")[0] ?? name).replace(/:\d+$/, "");
  return clientName === undefined ? address : `${address} (${clientName.slice(0, 80)})`;
}

function readTime(text: string | undefined): number | null {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : time;
}
