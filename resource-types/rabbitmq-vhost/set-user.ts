import type { Secret } from "#domain/credentials/secret.ts";
import type { Broker } from "./api/with-broker.ts";
import type { RabbitmqContext } from "./call.ts";
import type { ExternalNames } from "./external-names.ts";
import { hashingAlgorithm, passwordHash } from "./password-hash.ts";
import { grant, grantedPermission, readPermissionsOf, withdraw } from "./permissions.ts";
import { userLimits } from "./user-limits.ts";

/** A user as it shall be. */
export interface WantedUser {
  readonly names: ExternalNames;
  /** Null: no password lets it in. */
  readonly password: Secret | null;
  /** Instead of the parameters' own, for a probe. */
  readonly limits?: Readonly<Record<string, number>>;
}

/**
 * Gives the user of this generation exactly its marker, limits and rights, and its password, and makes it where it is
 * not there. Marker and password are one call, so no user is ever there without its marker.
 *
 * @returns the hash that the broker now has for its password; empty without one
 */
export async function setUser(
  ctx: RabbitmqContext,
  broker: Broker,
  { names, password, limits = userLimits(ctx.parameters) }: WantedUser,
): Promise<string> {
  const hash = password === null ? "" : passwordHash(password);
  const { username: user, vhost } = names;
  await setPassword(broker, names, hash);
  for (const [name, value] of Object.entries(limits)) {
    await broker.change({ method: "PUT", path: `/user-limits/${user}/${name}`, body: { value } });
  }
  for (const row of await readPermissionsOf(broker, user)) if (row.vhost !== vhost) await withdraw(broker, row);
  await grant(broker, { user, vhost }, grantedPermission(ctx.resource.access));
  return hash;
}

/** Sets the hash of the password, empty for none, with the marker as the only tag. */
export async function setPassword(broker: Broker, { username, marker }: ExternalNames, hash: string): Promise<void> {
  const body = { password_hash: hash, hashing_algorithm: hashingAlgorithm, tags: marker };
  await broker.change({ method: "PUT", path: `/users/${username}`, body });
}
