import type { Answer } from "#domain/contracts/routes/route-contract.ts";
import type { ErrorCode } from "#domain/errors/error-table.ts";
import type { JsonSchema } from "#server/http/openapi-schemas.ts";

interface Header {
  readonly description: string;
  readonly schema: JsonSchema;
}

const requestId: Header = {
  description: "Id of this call, as its log lines name it.",
  schema: { type: "string", minLength: 8, maxLength: 128 },
};
const count: JsonSchema = { type: "integer", minimum: 0 };
/** Schemas of headers that hold more than any text. */
const schemas: Readonly<Record<string, JsonSchema>> = {
  Location: { type: "string", format: "uri-reference" },
  "Idempotent-Replayed": { type: "string", const: "true" },
  "RateLimit-Limit": count,
  "RateLimit-Remaining": count,
  "RateLimit-Reset": count,
};
const retryAfter: Header = { description: "Seconds after which the same call may succeed.", schema: count };
/** A submit says its own limit instead. */
const rateLimits: Readonly<Record<string, Header>> = {
  "RateLimit-Limit": { description: "Calls per minute.", schema: count },
  "RateLimit-Remaining": { description: "Calls left right now.", schema: count },
  "RateLimit-Reset": { description: "Seconds until the full number is there again.", schema: count },
};
/** Headers of problems, by the code that brings them. */
const ofCodes: Partial<Record<ErrorCode, Readonly<Record<string, Header>>>> = {
  unauthenticated: { "WWW-Authenticate": text("How to sign in (RFC 6750).") },
  reauthentication_required: { "WWW-Authenticate": text("How to sign in (RFC 6750).") },
  insufficient_scope: { "WWW-Authenticate": text('`error="insufficient_scope"` for a token that lacks the scope.') },
  method_not_allowed: { Allow: text("The methods that are served here.") },
  rate_limited: { "Retry-After": retryAfter, ...rateLimits },
  idempotency_in_flight: { "Retry-After": retryAfter },
};

/** Tells the headers of a successful answer of a route that counts calls, or does not. */
export function answerHeaders({ headers }: Answer, isLimited: boolean): Record<string, Header> {
  const own = Object.entries(headers ?? {}).map(([name, description]) => {
    return [name, { description, schema: schemas[name] ?? { type: "string" } }] as const;
  });
  return { "X-Request-Id": requestId, ...(isLimited && rateLimits), ...Object.fromEntries(own) };
}

/** Tells the headers of a problem with one of these codes. */
export function problemHeaders(codes: readonly ErrorCode[]): Record<string, Header> {
  return Object.assign({ "X-Request-Id": requestId }, ...codes.map((code) => ofCodes[code] ?? {}));
}

function text(description: string): Header {
  return { description, schema: { type: "string" } };
}
