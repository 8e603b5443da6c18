import { expect, test } from "vitest";
import { missingSteps } from "#components/templates/missing-steps.ts";

const connected = (environment: string) => ({ environment, connected: true, connect: null, paused: null });
const paused = (environment: string) => ({ ...connected(environment), paused: "Paused since noon: it failed." });
const missing = (environment: string, connect: string) => ({ environment, connected: false, connect, paused: null });

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
  const isReadySomewhere = connectedSomewhere;
  expect(missingSteps({ connections })).toEqual({ connectedSomewhere, isReadySomewhere, steps, pauses: [] });
});

test("what is paused everywhere is connected and not ready, and says so once", () => {
  const everywhere = missingSteps({ connections: [paused("dev"), paused("staging")] });
  expect(everywhere).toMatchObject({ connectedSomewhere: true, isReadySomewhere: false });
  expect(everywhere.pauses).toEqual(["Paused since noon: it failed."]);
  expect(missingSteps({ connections: [paused("dev"), connected("staging")] }).isReadySomewhere).toBe(true);
});
