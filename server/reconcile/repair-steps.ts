import { AppError } from "#domain/errors/app-error.ts";
import type { Drift, ProvisionContext, Receipt, ResourceType } from "#domain/provisioning/resource-type.ts";

type Context = ProvisionContext<Record<string, unknown>>;

/** The steps of a `repair` run. */
export const repairSteps = [
  { name: "repair", title: "Bring rights, limits and settings back to what was granted" },
  { name: "look-again", title: "Look again: what was repaired is as it was granted" },
] as const;

/** Repairs what differs; its receipt holds what did before. @throws wrong_state for a thing that is gone, or whose type cannot */
export async function repairThing(type: ResourceType, context: Context): Promise<Receipt> {
  const { exists, drift = [] } = await type.inspect(context);
  if (!exists) throw new AppError("wrong_state", "It is not on its back end any more, so there is nothing to repair.");
  if (type.repair === undefined) throw new AppError("wrong_state", `Nothing of a ${type.title} can be repaired.`);
  return { before: drift, repair: await type.repair(context) };
}

/** Proves it by another look. @throws verification_failed naming what still differs and should not */
export async function proveRepaired(type: ResourceType, context: Context): Promise<Receipt> {
  const { exists, drift = [] } = await type.inspect(context);
  const left: readonly Drift[] = drift.filter(({ beyondRepair }) => beyondRepair !== true);
  if (!exists || left.length > 0) {
    const what = exists ? left.map((difference) => difference.what).join("; ") : "it is gone";
    throw new AppError("verification_failed", `It still differs from what was granted: ${what}.`);
  }
  return { after: drift };
}
