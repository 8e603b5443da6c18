import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";

/** Annotation that proves an object to be of one resource; its value is the resource id. */
export const markerAnnotation = "latchkey.dev/resource-id";

/** Annotation that says when the token of an account ends. */
export const expiryAnnotation = "latchkey.dev/token-expires-at";

/** Annotation with the name that the requester chose. */
export const nameAnnotation = "latchkey.dev/name";

/** Label with the team that the resource belongs to. */
export const teamLabel = "latchkey.dev/team";

/** Label with the environment that it is in. */
export const environmentLabel = "latchkey.dev/environment";

/** Label that says on which day the resource ends, as was known when it was last applied. */
export const endsOnLabel = "latchkey.dev/ends-on";

/** Label that every object of ours has; only with the marker is it ours. */
export const managedLabel = { name: "app.kubernetes.io/managed-by", value: "latchkey" } as const;

/** Labels and annotations of every object of a resource: who owns it, which request asked for it, until when. */
export function marksOf({ resource, endsOn }: Pick<ProvisionContext<unknown>, "resource" | "endsOn">) {
  return {
    labels: {
      [managedLabel.name]: managedLabel.value,
      [teamLabel]: toLabel(resource.team),
      [environmentLabel]: toLabel(resource.environment),
      "latchkey.dev/request-id": toLabel(resource.requestId),
      [endsOnLabel]: endsOn,
    },
    annotations: {
      [markerAnnotation]: resource.resourceId,
      [nameAnnotation]: resource.name,
    },
  } as const;
}

/** At most 63 characters that end in a letter or digit. */
function toLabel(slug: string): string {
  return slug.slice(0, 63).replace(/[^A-Za-z0-9]+$/, "");
}
