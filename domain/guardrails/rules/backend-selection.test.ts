import { describe, expect, test } from "vitest";
import type { Backend } from "#domain/catalog/backend.ts";
import { connectionsOf } from "#domain/catalog/connections-of.ts";
import { bindingEntry } from "#domain/guardrails/binding-entry.ts";
import { sampleCatalog, sampleTemplate } from "#tests/factories/sample-catalog.ts";
import { decide, emptyLedger, sampleBody, sampleSurroundings } from "#tests/factories/sample-evaluation.ts";

const [shipped] = sampleCatalog().backends.values();
if (shipped === undefined) throw new Error("The sample catalog has a back end.");

/** `first` serves dev and staging, `second` staging and production. */
const backends = new Map<string, Backend>([
  ["first", { ...shipped, name: "first", environments: ["dev", "staging"], connect: "Start the first." }],
  ["second", { ...shipped, name: "second", environments: ["staging", "production"] }],
]);

function select(
  environment: string,
  disconnectedBackends: readonly string[],
  pausedBackends: Readonly<Record<string, string>> = {},
) {
  const state = { ...emptyLedger, disconnectedBackends, pausedBackends };
  const decision = decide(
    sampleBody({ environment }),
    sampleSurroundings({ catalog: sampleCatalog({ backends }), state }),
  );
  const entry = decision.trace.find(({ rule }) => rule === "backend.selection");
  return { decision, backend: decision.effective.backend, message: entry?.message, remedy: entry?.remedy };
}

const putSecond = "Put the admin secret of the back end second where catalog/backends.yaml says.";

describe("backend.selection", () => {
  test("picks the first of those that serve the environment", () => {
    const { backend, message } = select("staging", []);
    expect([backend, message]).toEqual([
      "first",
      "Built on first, region local: the first of 2 in the catalog's order that serves postgres-database in staging.",
    ]);
  });

  test("passes over one that is not connected, and says so", () => {
    const { backend, message, decision } = select("staging", ["first"]);
    expect([decision.outcome, backend, message]).toEqual([
      "auto",
      "second",
      "Built on second, region local: the only one that serves postgres-database in staging (1 more is not connected).",
    ]);
  });

  test("denies where none is connected, says the step that connects it, and offers where one is", () => {
    const { backend, message, decision, remedy } = select("dev", ["first"]);
    expect([decision.outcome, bindingEntry(decision)?.rule, backend]).toEqual(["deny", "backend.selection", null]);
    expect(message).toBe("postgres-database in dev is not connected yet. Start the first.");
    expect(remedy).toEqual({ path: "/environment", op: "in", value: ["staging", "production"] });
  });

  test("says what to do also for a back end that says nothing itself, and offers nothing where nothing is connected", () => {
    const { message, remedy } = select("production", ["first", "second"]);
    expect(message).toBe(`postgres-database in production is not connected yet. ${putSecond}`);
    expect(remedy).toBeUndefined();
  });

  test("passes over one that is paused, and says so", () => {
    const { backend, message } = select("staging", [], { first: "Paused since noon: it failed." });
    expect([backend, message]).toEqual([
      "second",
      "Built on second, region local: the only one that serves postgres-database in staging (1 more is paused).",
    ]);
  });

  test("denies where all that is connected is paused, in the words of the pause, and offers where nothing is", () => {
    const { backend, message, decision, remedy } = select("dev", [], { first: "Paused since noon: it failed." });
    expect([decision.outcome, bindingEntry(decision)?.rule, backend]).toEqual(["deny", "backend.selection", null]);
    expect(message).toBe("Paused since noon: it failed.");
    expect(remedy).toEqual({ path: "/environment", op: "in", value: ["staging", "production"] });
    expect(select("production", ["first"], { second: "Paused." }).remedy).toBeUndefined();
  });

  test("a pause of another back end changes no digest, one of its own does", () => {
    const digest = (paused: Readonly<Record<string, string>>) => select("dev", [], paused).decision.inputDigest;
    expect(digest({ "embedded-cache": "Paused." })).toBe(digest({}));
    expect(digest({ first: "Paused." })).not.toBe(digest({}));
  });

  test("cares about no other back end", () => {
    expect(select("dev", ["second", "embedded-cache"]).backend).toBe("first");
    const digest = (disconnected: readonly string[]) => select("dev", disconnected).decision.inputDigest;
    expect(digest(["embedded-cache"])).toBe(digest([]));
    expect(digest(["first"])).not.toBe(digest([]));
  });
});

test("the catalog shows as connected exactly what the rule passes", () => {
  for (const disconnected of [[], ["first"], ["second"], ["first", "second"]]) {
    for (const { environment, connected, connect } of connectionsOf(sampleTemplate(), backends, {
      disconnected,
      paused: {},
    })) {
      const { backend, message } = select(environment, disconnected);
      expect(connected).toBe(backend !== null);
      if (connect === null) expect(connected).toBe(true);
      else expect(message).toContain(connect);
    }
  }
});

test("an environment that no back end serves is not connected either", () => {
  const template = sampleTemplate({ resourceType: "queue" });
  expect(connectionsOf(template, backends, { disconnected: [], paused: {} })[0]).toEqual({
    environment: "dev",
    connected: false,
    connect: "Add a back end that serves it to catalog/backends.yaml.",
    paused: null,
  });
});
