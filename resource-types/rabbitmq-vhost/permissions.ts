import { z } from "zod";
import type { Access } from "#domain/provisioning/resource-type.ts";
import type { Broker } from "./api/with-broker.ts";

/** What a user may do in a virtual host: patterns of the names of queues and exchanges. */
export interface Permission {
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

const rowSchema = z.object({
  user: z.string(),
  vhost: z.string(),
  configure: z.string(),
  write: z.string(),
  read: z.string(),
});

/** A permission with whose it is and where. */
export type PermissionRow = z.output<typeof rowSchema>;

const rights: Readonly<Record<Access, Permission>> = {
  owner: { configure: ".*", write: ".*", read: ".*" },
  // Reading takes messages: the broker knows no other reading. Nothing can be declared, deleted or published.
  "read-only": { configure: "^$", write: "^$", read: ".*" },
};

/** What is granted to a credential in its own virtual host. */
export function grantedPermission(access: Access = "owner"): Permission {
  return rights[access];
}

/** All permissions of one user, in whatever virtual host. */
export async function readPermissionsOf(broker: Broker, username: string): Promise<readonly PermissionRow[]> {
  return (await broker.read(`/users/${username}/permissions`, z.array(rowSchema))) ?? [];
}

/** All permissions in one virtual host, of whatever user. */
export async function readPermissionsIn(broker: Broker, vhost: string): Promise<readonly PermissionRow[]> {
  return (await broker.read(`/vhosts/${vhost}/permissions`, z.array(rowSchema))) ?? [];
}

/** Grants, or changes what was granted. */
export async function grant(
  broker: Broker,
  { user, vhost }: Pick<PermissionRow, "user" | "vhost">,
  permission: Permission,
): Promise<void> {
  await broker.change({ method: "PUT", path: pathOf({ user, vhost }), body: permission });
}

/** Takes a permission away; connections that are open keep what they have until they end. */
export async function withdraw(broker: Broker, row: Pick<PermissionRow, "user" | "vhost">): Promise<void> {
  await broker.change({ method: "DELETE", path: pathOf(row) });
}

function pathOf({ user, vhost }: Pick<PermissionRow, "user" | "vhost">): string {
  return `/permissions/${encodeURIComponent(vhost)}/${encodeURIComponent(user)}`;
}
