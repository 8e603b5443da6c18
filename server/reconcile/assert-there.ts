import { AppError } from "#domain/errors/app-error.ts";
import type { ProvisionContext, ResourceType } from "#domain/provisioning/resource-type.ts";

/**
 * Looks whether a thing still is on its back end, before a further generation is made for it: the steps that make one
 * would make an empty one of its name, which nobody asked for.
 *
 * @throws wrong_state when it is gone
 */
export async function assertThere(
  type: ResourceType,
  context: ProvisionContext<Record<string, unknown>>,
): Promise<void> {
  const { exists } = await type.inspect(context);
  if (!exists) {
    throw new AppError("wrong_state", "It is not on its back end any more: a new credential would be of an empty one.");
  }
}
