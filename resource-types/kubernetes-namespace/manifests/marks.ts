import type { ProvisionContext } from "#domain/provisioning/resource-type.ts";

/** Annotation that proves an object to be of one resource; its value is the resource id. */
export const markerAnnotation = "latchkey.dev/resource-id";

/** Annotation that says when the token of an account ends. */
export const expiryAnnotation = "latchkey.dev/token-expires-at";

/** Labels and annotations of every object of a resource: who owns it, which request asked for it, until when. */
export function marksOf({ resource, endsOn }: Pick<ProvisionContext<unknown>, "resource" | "endsOn">) {
  return {
    labels: {
      "app.kubernetes.io/managed-by": "latchkey",
      "latchkey.dev/team": toLabel(resource.team),
      "latchkey.dev/environment": toLabel(resource.environment),
      "latchkey.dev/request-id": toLabel(resource.requestId),
      "latchkey.dev/ends-on": endsOn,
    },
    annotations: {
      [markerAnnotation]: resource.resourceId,
      "latchkey.dev/name": resource.name,
    },
  } as const;
}

/** At most 63 characters that end in a letter or digit. */
function toLabel(slug: string): string {
  return slug.slice(0, 63).replace(/[^A-Za-z0-9]+$/, "");
}
