import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings, type MariadbBackendSettings } from "./backend-settings.ts";
import { externalNames, type ExternalNames } from "./external-names.ts";
import type { MariadbParameters } from "./parameters.ts";

/** The context every call of this type receives. */
export type MariadbContext = ProvisionContext<MariadbParameters>;

/** What every call derives from its context first. */
export interface PreparedCall {
  readonly names: ExternalNames;
  readonly settings: MariadbBackendSettings;
}

/**
 * Derives names and settings before anything is sent to the server.
 *
 * @throws invalid_input for a name outside its rule, catalog_invalid for back-end settings
 */
export function prepareCall(ctx: MariadbContext): PreparedCall {
  return { names: externalNames(ctx.resource), settings: readBackendSettings(ctx.backend) };
}
