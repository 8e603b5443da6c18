import type { Catalog } from "#domain/catalog/catalog.ts";
import { connectStep } from "#domain/catalog/connect-step.ts";
import type { Template } from "#domain/catalog/template.ts";

/** Whether a template can be built in one of its environments now. */
export interface TemplateConnection {
  readonly environment: string;
  readonly connected: boolean;
  /** The one step that connects it; null where it is connected. */
  readonly connect: string | null;
  /** Since when and why it takes nothing new; null where it does, or is not connected. */
  readonly paused: string | null;
}

/** How the back ends stand, by name. */
export interface KnownStates {
  readonly disconnected: readonly string[];
  readonly paused: Readonly<Record<string, string>>;
}

/**
 * Tells for each environment of a template whether a connected back end serves it, as the rule `backend.selection` sees it.
 *
 * @param disconnected names of the back ends without an admin secret
 * @param paused what is said of each back end that takes nothing new, by name
 */
export function connectionsOf(
  { environments, resourceType }: Pick<Template, "environments" | "resourceType">,
  backends: Catalog["backends"],
  { disconnected, paused }: KnownStates,
): TemplateConnection[] {
  return environments.map((environment) => {
    const serving = [...backends.values()].filter(
      (backend) => backend.type === resourceType && backend.environments.includes(environment),
    );
    const connected = serving.filter(({ name }) => !disconnected.includes(name));
    const stopped = connected.every(({ name }) => Object.hasOwn(paused, name)) ? connected[0] : undefined;
    return {
      environment,
      connected: connected.length > 0,
      connect: connected.length > 0 ? null : connectStep(serving),
      paused: stopped === undefined ? null : (paused[stopped.name] ?? null),
    };
  });
}
