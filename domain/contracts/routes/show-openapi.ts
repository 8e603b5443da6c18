import { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /openapi.json`: this contract as an OpenAPI 3.1 document. */
export const showOpenapiRoute = {
  id: "showOpenapi",
  method: "GET",
  base: "api",
  path: "/openapi.json",
  summary: "Show this document",
  description: "Made of the same schemas that check every call. No sign-in is needed.",
  tag: "Service",
  scope: null,
  params: null,
  query: z.strictObject({}),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "OpenAPI 3.1.",
    mediaType: "application/json",
    schema: z.record(z.string(), z.unknown()),
  },
  errors: [],
} as const satisfies RouteContract;
