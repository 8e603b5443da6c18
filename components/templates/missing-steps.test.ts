import { expect, test } from "vitest";
import { missingSteps } from "#components/templates/missing-steps.ts";

const connected = (environment: string) => ({ environment, connected: true, connect: null });
const missing = (environment: string, connect: string) => ({ environment, connected: false, connect });

test.each([
  ["everywhere", [connected("dev"), connected("production")], true, []],
  ["somewhere", [connected("dev"), missing("production", "Start it.")], true, ["Start it."]],
  ["nowhere", [missing("dev", "Start it."), missing("production", "Start it.")], false, ["Start it."]],
  [
    "by several steps",
    [missing("dev", "Start it."), missing("production", "Buy it.")],
    false,
    ["Start it.", "Buy it."],
  ],
])("connected %s", (_, connections, connectedSomewhere, steps) => {
  expect(missingSteps({ connections })).toEqual({ connectedSomewhere, steps });
});
