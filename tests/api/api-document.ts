import { routes } from "#domain/contracts/routes/routes.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { openapiDocument } from "#server/http/openapi-document.ts";
import type { JsonSchema } from "#server/http/openapi-schemas.ts";

/** One operation as the document tells it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With the prefix of its base, below the origin. */
  readonly path: string;
  readonly base: RouteContract["base"];
  readonly scope: string | null;
  /** JSON Pointer to it. */
  readonly pointer: string;
  readonly parameters: readonly Parameter[];
  readonly body: JsonSchema | null;
  /** Media type of its body; null: it takes none. */
  readonly bodyType: string | null;
  /** Media types by status; null where it has no body. */
  readonly answers: ReadonlyMap<number, readonly string[]>;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly schema: JsonSchema;
}

interface Told {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

/** The document as a client gets it. */
export const apiDocument = JSON.parse(
  JSON.stringify(openapiDocument({ publicUrl: "http://127.0.0.1:3000", revealUrl: "http://127.0.0.1:3001" })),
) as { readonly paths: Record<string, Record<string, unknown>> };

const methods = ["get", "post", "put", "patch", "delete"];

/** Every operation of the document. */
export const operations: readonly Operation[] = Object.entries(apiDocument.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => methods.includes(method))
    .map(([method, told]) => operationOf(path, method, told as Told)),
);

function operationOf(path: string, method: string, told: Told): Operation {
  const route = routes.find(({ id }) => id === told.operationId);
  if (route === undefined) throw new Error(`No route is called ${told.operationId}`);
  const responses = Object.entries(told.responses);
  return {
    id: told.operationId,
    method: method.toUpperCase(),
    path: (route.base === "api" ? "/api/v1" : "") + path,
    base: route.base,
    scope: route.scope,
    pointer: `/paths/${path.replaceAll("~", "~0").replaceAll("/", "~1")}/${method}`,
    parameters: told.parameters ?? [],
    body: Object.values(told.requestBody?.content ?? {})[0]?.schema ?? null,
    bodyType: Object.keys(told.requestBody?.content ?? {})[0] ?? null,
    answers: new Map(responses.map(([status, { content }]) => [Number(status), Object.keys(content ?? {})])),
  };
}
