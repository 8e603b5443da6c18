import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings, type RedisBackendSettings } from "./backend-settings.ts";
import { externalNames, type ExternalNames } from "./external-names.ts";
import type { RedisParameters } from "./parameters.ts";

/** The context every call of this type receives. */
export type RedisContext = ProvisionContext<RedisParameters>;

/** What every call derives from its context first. */
export interface PreparedCall {
  readonly names: ExternalNames;
  readonly settings: RedisBackendSettings;
}

/**
 * Derives names and settings before anything is sent to the server.
 *
 * @throws invalid_input for a name outside its rule, catalog_invalid for back-end settings
 */
export function prepareCall(ctx: RedisContext): PreparedCall {
  return { names: externalNames(ctx.resource), settings: readBackendSettings(ctx.backend) };
}
