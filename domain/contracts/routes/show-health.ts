import { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /healthz`: the process answers. */
export const showHealthRoute = {
  id: "showHealth",
  method: "GET",
  base: "web",
  path: "/healthz",
  summary: "Tell whether the process lives",
  description: "Answers as long as the process does; it asks nobody else.",
  tag: "Service",
  scope: null,
  params: null,
  query: null,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The process answers.",
    mediaType: "application/json",
    schema: z.object({ status: z.literal("ok") }),
  },
  errors: [],
} as const satisfies RouteContract;
