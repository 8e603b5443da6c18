import type { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { propertiesOf } from "#server/http/openapi-schemas.ts";

/** What a parameter says on every route that has it, unless its own schema says more. */
const usual: Readonly<Record<string, string>> = {
  cursor: "`nextCursor` of the page before; left out: the first page. A cursor of another list is refused.",
  limit: "Rows of a page at most; left out: 25.",
  q: "Part of the name.",
  delivery: "Id of the delivery, as the list of deliveries gave it.",
  issuer: "Only what trusts this issuer, by its name in the catalog.",
  id: "Id of the thing, as a list or an earlier answer gave it.",
  state: "Only what is in this state.",
  team: "Only what belongs to this team.",
  environment: "Only what is in this environment.",
  template: "Only what was made from this template.",
  backend: "Only what is on this back end.",
  channel: "Only what went through this channel.",
  resource: "Only what is about this resource.",
  serviceAccount: "Only what belongs to this service account.",
};

/** Tells the path and query parameters of a route, each with what it means and its own schema. */
export function openapiParameters({ params, query }: RouteContract): Record<string, unknown>[] {
  return [...parametersIn("path", params), ...parametersIn("query", query)];
}

function parametersIn(place: "path" | "query", schema: z.ZodType | null) {
  if (schema === null) return [];
  const { properties, required } = propertiesOf(schema);
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...((description ?? usual[name]) !== undefined && { description: description ?? usual[name] }),
    schema: rest,
  }));
}
