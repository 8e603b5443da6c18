import type { BackendContext, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { openClient } from "./api/open-client.ts";

/** Lists every enrolment of the authority: each carries the id of the resource it was made for. */
export async function listOwned(ctx: BackendContext): Promise<readonly OwnedObject[]> {
  const enrolments = await (await openClient(ctx)).list("");
  return enrolments.map(({ name, resourceId }) => ({ resourceId, kind: "enrolment", name }));
}
