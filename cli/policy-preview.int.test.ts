import { beforeAll, expect, test } from "vitest";
import { decisionSchema } from "#domain/contracts/decision.ts";
import { runCli } from "#tests/api/run-cli.ts";
import { startApi, type TestApi } from "#tests/api/start-api.ts";

let api: TestApi;
let env: Record<string, string>;
beforeAll(async () => {
  api = await startApi();
  env = { LATCHKEY_URL: await api.listen(), LATCHKEY_TOKEN: await api.token("dana"), LATCHKEY_HOME: "/nonexistent" };
});

const body = ["--template", "postgres-small", "--name", "orders", "--team", "payments", "--purpose", "Orders service"];
const preview = (environment: string, ...more: string[]) =>
  runCli(["policy", "preview", ...body, "--environment", environment, "--classification", "internal", ...more], env);

test("ends with 0, 10 and 20 as the request would come out, and files nothing", async () => {
  const auto = await preview("dev");
  expect([auto.code, auto.err]).toEqual([0, ""]);
  expect(auto.out).toMatch(/^Would be granted at once\.\n {2}lifetime 168 h, at most 720 h\n/);
  const asks = await preview("production");
  expect([asks.code, asks.out]).toEqual([10, expect.stringContaining("approval by 1 of platform within 72 h")]);
  const denied = await preview("dev", "--lifetime-hours", "80000");
  expect(denied.code).toBe(20);
  expect(denied.out).toMatch(
    /^Would be denied\.[^]* {2}remedy: \/lifetimeHours <= 720\n[^]*^deny +lifetime\.cap +A lifetime of/m,
  );
  const list = await api.call("GET /api/v1/requests", { as: "dana" });
  expect(await list.json()).toMatchObject({ items: [] });
});

test("prints the decision document of the API with --json", async () => {
  const { code, out } = await preview("dev", "--lifetime-hours", "500", "--json");
  expect(code).toBe(0);
  const { outcome, trace } = decisionSchema.parse(JSON.parse(out));
  expect(outcome).toBe("auto");
  expect(trace.find(({ rule }) => rule === "long-lived-dev")).toMatchObject({ result: "warn" });
});

test("tells a slip without a call, and what the API refuses with its problem", async () => {
  const slip = await preview("dev", "--lifetime-hours", "0");
  expect([slip.code, slip.err]).toEqual([1, expect.stringContaining("--lifetime-hours is a whole number")]);
  const unknown = await preview("nowhere", "--json");
  expect([unknown.code, JSON.parse(unknown.out)]).toMatchObject([1, { code: "unknown_reference" }]);
});
