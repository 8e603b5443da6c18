import type { RequestView } from "#domain/contracts/request.ts";

const verbs = { extend: "Extend", destroy: "Destroy" } as const;

/** Names a request by what it asks: the name of the new thing, or what is to become of one that exists. */
export function askedOf({ name, about }: Pick<RequestView, "name" | "about">): string {
  return about === null ? name : `${verbs[about.kind]} ${name}`;
}
