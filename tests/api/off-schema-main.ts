// Answers one call by a reply that does not fit its contract, and prints what the caller gets as its last line.
import { z } from "zod";
import type { RouteContract } from "#domain/contracts/routes/route-contract.ts";
import { defineRoute } from "#server/http/define-route.ts";
import { serveRoutes } from "#server/http/serve-routes.ts";

const contract = {
  id: "showThing",
  method: "GET",
  base: "web",
  path: "/thing",
  summary: "Show a thing",
  tag: "Service",
  scope: null,
  params: null,
  query: z.strictObject({ fits: z.enum(["yes", "no"]) }),
  body: null,
  headers: [],
  answer: {
    status: 200,
    description: "It.",
    mediaType: "application/json",
    schema: z.object({ id: z.string(), count: z.number(), state: z.enum(["new", "ready"]) }),
  },
  errors: [],
} as const satisfies RouteContract;

const planted = "planted-4fd1c0de";
const route = defineRoute(contract, async ({ query }) => {
  const document =
    query.fits === "yes"
      ? { id: "thing_1", count: 1, state: "new", secret: planted }
      : { id: { value: planted }, count: planted, state: planted, [planted]: planted };
  return { document: document as never };
});

const { GET } = serveRoutes(route);
const response = await GET(new Request(`http://127.0.0.1:3000/thing?fits=${process.argv[2]}`));
const headers = Object.fromEntries(response.headers);
console.log(JSON.stringify({ status: response.status, headers, body: await response.json() }));
process.exit(0);
