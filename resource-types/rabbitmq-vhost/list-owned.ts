import { z } from "zod";
import type { BackendContext, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { withBroker } from "./api/with-broker.ts";

const vhostsSchema = z.array(z.object({ name: z.string(), description: z.string().catch("") }));
const usersSchema = z.array(z.object({ name: z.string(), tags: z.array(z.string()).catch([]) }));

/**
 * Lists the virtual hosts and the users that bear our marker, of whatever resource.
 *
 * @throws backend_unavailable, backend_refused, aborted
 */
export async function listOwned({ backend, signal }: BackendContext): Promise<readonly OwnedObject[]> {
  return withBroker({ backend, signal }, async (broker) => {
    const vhosts = (await broker.read("/vhosts?disable_stats=true", vhostsSchema)) ?? [];
    const users = (await broker.read("/users", usersSchema)) ?? [];
    return [
      ...vhosts.flatMap(({ name, description }) => present("vhost", name, [description])),
      ...users.flatMap(({ name, tags }) => present("user", name, tags)),
    ];
  });
}

function present(kind: "vhost" | "user", name: string, marks: readonly string[]): readonly OwnedObject[] {
  const resourceId = marks.map((mark) => /^latchkey:([A-Za-z0-9_-]{1,64})$/.exec(mark)?.[1]).find(Boolean);
  return resourceId === undefined ? [] : [{ resourceId, kind, name, ...identityOf(kind, name) }];
}

/** The place is not in the names, and they are not derived from it. */
function identityOf(kind: "vhost" | "user", name: string): Pick<OwnedObject, "identity"> {
  const [, chosen, rest = ""] = /^([a-z][a-z0-9-]{2,24})-[a-z2-7]{8}(|-g[1-9]\d{0,4})$/.exec(name) ?? [];
  if (chosen === undefined || (rest === "") !== (kind === "vhost")) return {};
  const generation = rest === "" ? 1 : Number(rest.slice(2));
  return { identity: { name: chosen, team: "", environment: "", generation } };
}
