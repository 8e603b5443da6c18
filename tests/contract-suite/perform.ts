import type { ProvisionContext, ResourceIdentity, ResourceType } from "#domain/provisioning/resource-type.ts";

/** One call on a resource type, by name. */
export type Act =
  | { readonly method: "apply" | "undo"; readonly step: string }
  | { readonly method: "verify" | "revoke" | "destroy" | "inspect" };

/** Performs an act as the engine would. */
export async function perform(
  type: ResourceType,
  act: Act,
  context: ProvisionContext<Record<string, unknown>>,
): Promise<unknown> {
  return act.method === "apply" || act.method === "undo"
    ? type[act.method](act.step, context)
    : type[act.method](context);
}

/** The acts of a provision run, in their order. */
export function provisionActs(
  type: ResourceType,
  resource: ResourceIdentity,
  parameters: Record<string, unknown>,
): readonly Act[] {
  const steps = type.plan(resource, parameters).steps;
  return [...steps.map(({ name }) => ({ method: "apply" as const, step: name })), { method: "verify" }];
}

/** The acts that take back every step, in reverse. */
export function undoActs(
  type: ResourceType,
  resource: ResourceIdentity,
  parameters: Record<string, unknown>,
): readonly Act[] {
  const steps = type.plan(resource, parameters).steps;
  return steps.toReversed().map(({ name }) => ({ method: "undo" as const, step: name }));
}
