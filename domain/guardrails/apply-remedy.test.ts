import { describe, expect, test } from "vitest";
import type { Remedy } from "#domain/contracts/decision.ts";
import { applyRemedy } from "#domain/guardrails/apply-remedy.ts";
import { sampleBody } from "#tests/factories/sample-evaluation.ts";

const remedy = (path: string, op: Remedy["op"], value: unknown): Remedy => ({ path, op, value });

describe("applyRemedy", () => {
  test("sets a field that the body leaves out, and leaves the body itself alone", () => {
    const body = sampleBody();
    expect(applyRemedy(body, remedy("/lifetimeHours", "<=", 720))).toEqual({ ...body, lifetimeHours: 720 });
    expect(body).toEqual(sampleBody());
  });

  test("sets a parameter beside the others", () => {
    const body = sampleBody({ parameters: { size: "large", locale: "C" } });
    const cured = applyRemedy(body, remedy("/parameters/size", "<=", "medium"));
    expect(cured?.parameters).toEqual({ size: "medium", locale: "C" });
  });

  test("takes the first of a list, unless the value is in it already", () => {
    const choices = remedy("/environment", "in", ["staging", "production"]);
    expect(applyRemedy(sampleBody(), choices)?.environment).toBe("staging");
    expect(applyRemedy(sampleBody({ environment: "production" }), choices)?.environment).toBe("production");
  });

  test.each([
    ["a device to enrol", remedy("/device", "=", "enrol_device")],
    ["a pattern to match", remedy("/name", "matches", "^a")],
    ["a list that is none", remedy("/environment", "in", "dev")],
    ["an empty list", remedy("/environment", "in", [])],
    ["a prototype", remedy("/parameters/__proto__", "=", {})],
    ["a method of objects", remedy("/constructor", "=", {})],
    ["a path below a plain field", remedy("/name/first", "=", "x")],
    ["a path too deep", remedy("/parameters/size/x", "=", "x")],
    ["the whole body", remedy("", "=", {})],
    ["a value the body's schema refuses", remedy("/lifetimeHours", "=", "long")],
  ])("gives null for %s", (_, bad) => {
    expect(applyRemedy(sampleBody(), bad)).toBeNull();
  });
});
