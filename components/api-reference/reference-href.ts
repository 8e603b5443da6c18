/** Name of a tag or a schema as part of an address. */
export function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

/** Page of a tag. */
export function tagHref(tag: string): string {
  return `/docs/api/${slugOf(tag)}`;
}

/** Place of an operation on the page of its tag. */
export function operationHref(tag: string, id: string): string {
  return `${tagHref(tag)}#${id}`;
}

/** Page of what webhooks are told, which no tag is called. */
export const eventsHref = "/docs/api/events";

/** Page of what answers hold, which no tag is called. */
export const schemasHref = "/docs/api/schemas";

/** Place of a schema on that page. */
export function schemaHref(name: string): string {
  return `${schemasHref}#${slugOf(name)}`;
}
