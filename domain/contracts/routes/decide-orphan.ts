import { z } from "zod";
import { orphanDecisionSchema, orphanSchema } from "#domain/contracts/orphan.ts";
import { idParams } from "#domain/contracts/routes/id-params.ts";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `POST /orphans/{id}`: has every access to an orphan blocked, or has it deleted once that is done. */
export const decideOrphanRoute = {
  id: "decideOrphan",
  method: "POST",
  base: "api",
  path: "/orphans/{id}",
  summary: "Block or delete an orphan",
  description:
    "For a person of the platform team. `quarantine` ends every access and keeps the data; `delete` removes it with its " +
    "data, only after a quarantine. Neither is begun while an alarm says that the ledger is an older one.",
  tag: "Resources",
  scope: "resources:write",
  params: idParams,
  query: z.strictObject({}),
  body: orphanDecisionSchema,
  headers: [],
  answer: {
    status: 200,
    description: "The orphan as it stands now; the work goes on in the background.",
    mediaType: "application/json",
    schema: orphanSchema,
  },
  errors: ["not_found", "forbidden", "wrong_state"],
} as const satisfies RouteContract;
