import type { Catalog } from "#domain/catalog/catalog.ts";
import { connectStep } from "#domain/catalog/connect-step.ts";
import type { Template } from "#domain/catalog/template.ts";

/** Whether a template can be built in one of its environments now. */
export interface TemplateConnection {
  readonly environment: string;
  readonly connected: boolean;
  /** The one step that connects it; null where it is connected. */
  readonly connect: string | null;
}

/**
 * Tells for each environment of a template whether a connected back end serves it, as the rule `backend.selection` sees it.
 *
 * @param disconnected names of the back ends without an admin secret
 */
export function connectionsOf(
  { environments, resourceType }: Pick<Template, "environments" | "resourceType">,
  backends: Catalog["backends"],
  disconnected: readonly string[],
): TemplateConnection[] {
  return environments.map((environment) => {
    const serving = [...backends.values()].filter(
      (backend) => backend.type === resourceType && backend.environments.includes(environment),
    );
    const connected = serving.some(({ name }) => !disconnected.includes(name));
    return { environment, connected, connect: connected ? null : connectStep(serving) };
  });
}
