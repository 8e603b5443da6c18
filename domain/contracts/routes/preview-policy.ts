import { z } from "zod";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { submitBodySchema } from "#domain/contracts/request.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /policy/preview`: the decision that a submit of the same body would get now; nothing is filed. */
export const previewPolicyRoute = {
  id: "previewPolicy",
  method: "POST",
  base: "api",
  path: "/policy/preview",
  summary: "Preview the decision of a request",
  description: "Runs the evaluator that decides at submit on the same body and files nothing.",
  tag: "Policy",
  scope: "requests:write",
  params: null,
  query: z.strictObject({}),
  body: submitBodySchema,
  headers: [],
  answer: {
    status: 200,
    description: "The decision record, as a submit would store it.",
    mediaType: "application/json",
    schema: decisionSchema,
  },
  errors: ["unknown_reference"],
} as const satisfies RouteContract;
