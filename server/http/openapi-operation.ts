import type { z } from "zod";
import { problemSchema } from "#domain/contracts/problem.ts";
import type { Answer, RequestHeader, RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";
import { schemaOf, type JsonSchema } from "#server/http/openapi-schemas.ts";

const headerParameters = {
  "Idempotency-Key": {
    description: "Makes repeating the call safe: the same key and body get the same request again.",
    schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[ -~]+$" },
  },
  Prefer: {
    description: "`wait=N`, N at most 60: answer when the request is settled or after N seconds (RFC 7240).",
    schema: { type: "string" },
    example: "wait=30",
  },
  "Last-Event-ID": {
    description: "Id of the last event seen; the stream goes on after it.",
    schema: { type: "string", pattern: "^[0-9]{1,18}$" },
  },
} as const satisfies Record<RequestHeader, object>;

/** Describes one route as an OpenAPI operation, with every problem it can answer with. */
export function openapiOperation(route: RouteContract): Record<string, unknown> {
  const parameters = [...pathParameters(route), ...queryParameters(route), ...headerParametersOf(route)];
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [route.tag],
    security: route.scope === null ? [] : securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: requestBodyOf(route.body) }),
    responses: {
      [route.answer.status]: answerOf(route.answer),
      ...(route.accepted && { [route.accepted.status]: answerOf({ ...route.answer, ...route.accepted }) }),
      ...problemsOf(route),
    },
  };
}

function securityOf({ scope, base }: RouteContract): Record<string, string[]>[] {
  const bearer = { bearer: [String(scope)] };
  return base === "api" ? [bearer, { session: [] }] : [bearer];
}

function pathParameters({ params }: RouteContract) {
  return propertiesOf(params).map(([name, schema]) => ({ name, in: "path", required: true, schema }));
}

function queryParameters({ query }: RouteContract) {
  return propertiesOf(query).map(([name, schema]) => ({ name, in: "query", required: false, schema }));
}

function headerParametersOf({ headers }: RouteContract) {
  return headers.map((name) => ({ name, in: "header", required: false, ...headerParameters[name] }));
}

function propertiesOf(schema: z.ZodType | null): [string, JsonSchema][] {
  if (schema === null) return [];
  return Object.entries((schemaOf(schema).properties ?? {}) as Record<string, JsonSchema>);
}

function requestBodyOf(body: z.ZodType) {
  const required = !body.safeParse({}).success;
  return { required, content: { "application/json": { schema: schemaOf(body) } } };
}

function answerOf(answer: Answer) {
  const own = Object.entries(answer.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: "string" } },
  ]);
  return {
    description: answer.description,
    headers: { "X-Request-Id": requestIdHeader, ...Object.fromEntries(own) },
    ...(answer.mediaType && { content: { [answer.mediaType]: { schema: schemaOf(answer.schema) } } }),
  };
}

const requestIdHeader = { description: "Id of this call, as its log lines name it.", schema: { type: "string" } };

function problemsOf(route: RouteContract): Record<string, unknown> {
  const byStatus = Map.groupBy(new Set(errorsOf(route)), (code) => errorTable[code].status);
  const entries = [...byStatus].sort(([one], [other]) => one - other);
  return Object.fromEntries(entries.map(([status, codes]) => [status, problemOf(codes)]));
}

function problemOf(codes: readonly ErrorCode[]) {
  const schema = { allOf: [schemaOf(problemSchema), { properties: { code: { enum: codes } } }] };
  return {
    description: codes.map((code) => `\`${code}\`: ${errorTable[code].title}.`).join(" "),
    headers: { "X-Request-Id": requestIdHeader },
    content: { "application/problem+json": { schema } },
  };
}

function errorsOf(route: RouteContract): ErrorCode[] {
  const signedIn: ErrorCode[] = route.scope === null ? [] : ["unauthenticated", "insufficient_scope", "cross_site"];
  const input: ErrorCode[] = route.params || route.query || route.body ? ["invalid_input"] : [];
  const body: ErrorCode[] = route.body ? ["malformed_body", "payload_too_large", "unsupported_media_type"] : [];
  const always: ErrorCode[] = route.base === "web" ? ["internal"] : ["internal", "unavailable"];
  return [...route.errors, ...signedIn, ...input, ...body, ...always];
}
