import { describe, expect, test } from "vitest";
import { buildTimeline } from "#components/requests/build-timeline.ts";
import type { RequestEvent } from "#domain/contracts/request.ts";

let position = 0;

function event(given: Partial<RequestEvent>): RequestEvent {
  position += 1;
  return {
    id: String(position),
    kind: "history",
    at: new Date(1_700_000_000_000 + position * 100).toISOString(),
    action: "request.noted",
    message: "Something happened.",
    actor: null,
    state: null,
    step: null,
    ...given,
  };
}

const step = (name: string, state: string, attempt = 1) =>
  event({ kind: "step", message: `${name} is ${state}`, step: { name, state, attempt } });

describe("buildTimeline", () => {
  test("the events of one step are one line with its length and its newest words", () => {
    const items = buildTimeline([step("database", "running"), step("database", "done")]);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ message: "database is done", mood: "done", milliseconds: 100 });
  });

  test("a step that runs has no length yet", () => {
    expect(buildTimeline([step("role", "running")])[0]).toMatchObject({ mood: "active", milliseconds: null });
  });

  test("undoing a finished step leaves the finished line as it was", () => {
    const items = buildTimeline([
      step("role", "running"),
      step("role", "done"),
      step("role", "undoing"),
      step("role", "undone"),
    ]);
    expect(items.map((item) => item.mood)).toEqual(["done", "undone"]);
  });

  test("a retried step says which attempt it is", () => {
    const items = buildTimeline([step("role", "running", 1), step("role", "failed", 1), step("role", "running", 2)]);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ mood: "active", attempt: 2 });
  });

  test("events without a step keep their order and stay apart", () => {
    const items = buildTimeline([
      event({ message: "Filed." }),
      event({ message: "Approved.", kind: "state", state: "approved" }),
    ]);
    expect(items.map((item) => item.message)).toEqual(["Filed.", "Approved."]);
  });
});
