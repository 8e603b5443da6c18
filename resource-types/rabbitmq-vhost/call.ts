import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";
import { readBackendSettings, type RabbitmqBackendSettings } from "./backend-settings.ts";
import { externalNames, type ExternalNames } from "./external-names.ts";
import type { RabbitmqParameters } from "./parameters.ts";

/** The context every call of this type receives. */
export type RabbitmqContext = ProvisionContext<RabbitmqParameters>;

/** What every call derives from its context first. */
export interface PreparedCall {
  readonly names: ExternalNames;
  readonly settings: RabbitmqBackendSettings;
}

/**
 * Derives names and settings before anything is sent to the broker.
 *
 * @throws invalid_input for a name outside its rule, catalog_invalid for back-end settings
 */
export function prepareCall(ctx: RabbitmqContext): PreparedCall {
  return { names: externalNames(ctx.resource), settings: readBackendSettings(ctx.backend) };
}
