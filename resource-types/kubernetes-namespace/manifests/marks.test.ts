import { expect, it } from "vitest";
import { marksOf } from "./marks.ts";

it("labels every object with its owner, its request and the day it ends, each fit to be selected by", () => {
  const resource = {
    resourceId: "res_01k",
    requestId: "req_01k",
    team: `${"payments".repeat(8)}-x`,
    environment: "dev",
    name: "orders",
    generation: 1,
  };
  const { labels } = marksOf({ resource, endsOn: "2030-01-31" });
  expect(labels).toMatchObject({
    "latchkey.dev/team": "payments".repeat(8).slice(0, 63),
    "latchkey.dev/environment": "dev",
    "latchkey.dev/request-id": "req_01k",
    "latchkey.dev/ends-on": "2030-01-31",
  });
  // Kubernetes: at most 63 characters, alphanumeric at both ends.
  for (const value of Object.values(labels)) expect(value).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
});
