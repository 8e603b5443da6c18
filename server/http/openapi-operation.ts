import type { z } from "zod";
import { answerExample } from "#domain/contracts/examples/answer-example.ts";
import { bodyExamples } from "#domain/contracts/examples/body-examples.ts";
import { problemSchema } from "#domain/contracts/problem.ts";
import type { Answer, RequestHeader, RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { errorTable, type ErrorCode } from "#domain/errors/error-table.ts";
import { answerHeaders, problemHeaders } from "#server/http/openapi-headers.ts";
import { openapiParameters } from "#server/http/openapi-parameters.ts";
import { schemaOf } from "#server/http/openapi-schemas.ts";

const headerParameters = {
  "Idempotency-Key": {
    description: "Makes repeating the call safe: the same key and body get what the first call made, for 24 hours.",
    schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[ -+\\--~]+$" },
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
  const parameters = [...openapiParameters(route), ...headerParametersOf(route)];
  return {
    operationId: route.id,
    summary: route.summary,
    ...(route.description && { description: route.description }),
    tags: [route.tag],
    security: route.scope === null ? [] : securityOf(route),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: requestBodyOf({ ...route, body: route.body }) }),
    responses: {
      [route.answer.status]: answerOf(route.answer, route.base === "api"),
      ...(route.accepted && {
        [route.accepted.status]: answerOf({ ...route.answer, ...route.accepted }, route.base === "api"),
      }),
      ...problemsOf(route),
    },
  };
}

function securityOf({ scope, base }: RouteContract): Record<string, string[]>[] {
  const bearer = { bearer: [String(scope)] };
  return base === "api" ? [bearer, { session: [] }] : [bearer];
}

function headerParametersOf({ headers }: RouteContract) {
  return headers.map((name) => ({ name, in: "header", required: false, ...headerParameters[name] }));
}

function requestBodyOf({ id, body, bodyMediaType }: RouteContract & { readonly body: z.ZodType }) {
  const required = !body.safeParse({}).success;
  const example = bodyExamples[id] ?? (required ? undefined : {});
  const content = { schema: schemaOf(body), ...(example !== undefined && { example }) };
  return { required, content: { [bodyMediaType ?? "application/json"]: content } };
}

function answerOf(answer: Answer, isLimited: boolean) {
  const { description, mediaType, schema } = answer;
  const example = answerExample(schema);
  const content = { schema: schemaOf(schema), ...(example !== undefined && { example }) };
  return {
    description,
    headers: answerHeaders(answer, isLimited),
    ...(mediaType && { content: { [mediaType]: content } }),
  };
}

function problemsOf(route: RouteContract): Record<string, unknown> {
  const byStatus = Map.groupBy(new Set(errorsOf(route)), (code) => errorTable[code].status);
  const entries = [...byStatus].sort(([one], [other]) => one - other);
  return Object.fromEntries(entries.map(([status, codes]) => [status, problemOf(codes)]));
}

function problemOf(codes: readonly ErrorCode[]) {
  const schema = { allOf: [schemaOf(problemSchema), { properties: { code: { enum: codes } } }] };
  return {
    description: codes.map((code) => `\`${code}\`: ${errorTable[code].title}.`).join(" "),
    headers: problemHeaders(codes),
    content: { "application/problem+json": { schema } },
  };
}

function errorsOf(route: RouteContract): ErrorCode[] {
  const signedIn: ErrorCode[] = route.scope === null ? [] : ["unauthenticated", "insufficient_scope", "cross_site"];
  const limited: ErrorCode[] = route.base === "api" ? ["rate_limited"] : [];
  const input: ErrorCode[] = route.params || route.query || route.body ? ["invalid_input"] : [];
  const body: ErrorCode[] = route.body ? ["malformed_body", "payload_too_large", "unsupported_media_type"] : [];
  const key: ErrorCode[] = route.headers.includes("Idempotency-Key")
    ? ["idempotency_conflict", "idempotency_in_flight"]
    : [];
  const always: ErrorCode[] = [
    "method_not_allowed",
    "internal",
    ...(route.base === "web" ? [] : (["unavailable"] as const)),
  ];
  return [...route.errors, ...signedIn, ...limited, ...input, ...body, ...key, ...always];
}
