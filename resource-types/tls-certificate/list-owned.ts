import type { BackendContext, OwnedObject } from "#domain/provisioning/resource-type.ts";
import { openClient } from "./api/open-client.ts";

/** Lists every enrolment of the authority: each carries the id of the resource it was made for. */
export async function listOwned(ctx: BackendContext): Promise<readonly OwnedObject[]> {
  const enrolments = await (await openClient(ctx)).list("");
  return enrolments.map(({ name, resourceId }) => ({ resourceId, kind: "enrolment", name, ...identityOf(name) }));
}

/** The place is not in the names, and they are not derived from it. */
function identityOf(enrolment: string): Pick<OwnedObject, "identity"> {
  const [, name, generation] = /^([a-z][a-z0-9-]{2,24})-[a-z2-7]{8}-g([1-9]\d{0,4})$/.exec(enrolment) ?? [];
  if (name === undefined) return {};
  return { identity: { name, team: "", environment: "", generation: Number(generation) } };
}
