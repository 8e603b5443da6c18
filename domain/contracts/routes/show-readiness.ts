import { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";

/** `GET /readyz`: the process can serve, its database answers and it is not draining. */
export const showReadinessRoute = {
  id: "showReadiness",
  method: "GET",
  base: "web",
  path: "/readyz",
  summary: "Tell whether the process can serve",
  description:
    "200 while the database answers and the process is not draining, else 503. `alarms` names what is wrong with the ledger as a whole.",
  tag: "Service",
  scope: null,
  params: null,
  query: null,
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "The process can serve.",
    mediaType: "application/json",
    schema: z.object({
      status: z.literal("ready"),
      alarms: z.array(z.string()).meta({ description: "Codes of what is wrong with the ledger as a whole." }),
    }),
  },
  errors: ["unavailable"],
} as const satisfies RouteContract;
