import { resourceParameters } from "#domain/catalog/resource-parameters.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { QueueItem } from "#domain/contracts/queue.ts";
import type { RequestView } from "#domain/contracts/request.ts";
import { externalSuffix } from "#domain/provisioning/external-suffix.ts";
import { resourceTypes } from "#resource-types/index.gen.ts";

/** Stands for the id that a resource gets when it is begun; names end in eight letters made of it. */
const unbornId = "res_unborn";
const unbornLetters = "…";

/**
 * Says what a request would have built, by the same plan that a run follows: sentences and steps, no secret.
 *
 * What its names end in is known once it is begun. Null where this installation cannot build it: the type is gone, or it
 * does not take the stored parameters any more.
 */
export function planOfRequest(request: RequestView, template: Template): QueueItem["plan"] {
  const type = resourceTypes.find(({ id }) => id === template.resourceType);
  const parameters = type?.parameters.safeParse(resourceParameters(template, request.parameters));
  if (type === undefined || !parameters?.success) return null;
  const { id: requestId, name, team, environment } = request;
  const identity = { resourceId: unbornId, requestId, name, team, environment, generation: 1 };
  const { summary, steps } = type.plan(identity, parameters.data);
  const letters = externalSuffix(identity);
  return {
    summary: summary.map((sentence) => sentence.replaceAll(letters, unbornLetters)),
    steps: [...steps.map(({ title }) => title), "Prove the login and seal the credentials"],
  };
}
