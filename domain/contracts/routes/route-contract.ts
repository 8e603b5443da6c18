import type { z } from "zod";
import type { ErrorCode } from "#domain/errors/error-table.ts";

/** Scopes that the routes ask for; a token with `all` has every one. */
export const scopes = [
  "templates:read",
  "requests:read",
  "requests:write",
  "requests:approve",
  "resources:read",
  "resources:write",
  "leases:read",
  "leases:write",
  "grants:read",
  "grants:reveal",
  "service-accounts:read",
  "service-accounts:write",
  "notifications:read",
  "notifications:write",
  "operations:read",
  "operations:write",
  "deliveries:read",
  "deliveries:write",
  "people:read",
  "people:write",
  "trust-rules:read",
  "trust-rules:write",
  "webhooks:read",
  "webhooks:write",
  "audit:read",
] as const;
export type Scope = (typeof scopes)[number];

/** Request headers with a meaning of their own; the others are the same on every route. */
export type RequestHeader = "Idempotency-Key" | "Prefer" | "Last-Event-ID";

/** One way to answer with success. A 204 has no body: no media type, and the schema of null. */
export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  readonly description: string;
  readonly mediaType: "application/json" | "text/event-stream" | null;
  readonly schema: z.ZodType;
  /** Answer headers beyond `X-Request-Id`, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One route as data: the handler, the CLI's client and the OpenAPI document derive from it.
 *
 * `params`, `query` and `body` are strict: what they do not name is refused. Of a form it is left alone (RFC 6749).
 */
export interface RouteContract {
  /** Stable operation id, also the name of the use case. */
  readonly id: string;
  readonly method: "GET" | "POST";
  /** Origin and prefix it is served under. */
  readonly base: "web" | "api" | "reveal";
  /** Path below the base, with `{name}` for each path parameter. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  readonly tag:
    | "Templates"
    | "Policy"
    | "Requests"
    | "Resources"
    | "Leases"
    | "Grants"
    | "Service accounts"
    | "Federation"
    | "Webhooks"
    | "Emergency access"
    | "Operations"
    | "People"
    | "Chat"
    | "Notifications"
    | "Audit"
    | "Service";
  /** Null means that no sign-in is needed. */
  readonly scope: Scope | null;
  readonly params: z.ZodType | null;
  readonly query: z.ZodType | null;
  readonly body: z.ZodType | null;
  /** What the body is sent as, where that is no JSON; failures then have `error` and `error_description` as well (RFC 6749). */
  readonly bodyMediaType?: "application/x-www-form-urlencoded";
  readonly headers: readonly RequestHeader[];
  /** A repeat does it once more, and no key says otherwise: clients do not repeat a call whose answer was lost. */
  readonly hasEffectEachTime?: true;
  readonly answer: Answer;
  /** What it answers with instead, in the same form, while the work goes on. */
  readonly accepted?: Pick<Answer, "description"> & { readonly status: 202 };
  /** Problems of this route beyond those that every route can answer with. */
  readonly errors: readonly ErrorCode[];
}

/** What the route's `part` holds after it was parsed; `undefined` where the route takes none. */
export type PartOf<C extends RouteContract, Part extends "params" | "query" | "body"> = C[Part] extends null
  ? undefined
  : z.output<NonNullable<C[Part]>>;

/** The document of a successful answer. */
export type AnswerOf<C extends RouteContract> = z.output<C["answer"]["schema"]>;
