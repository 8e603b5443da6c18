import { describe, expect, test } from "vitest";
import type { Usage } from "#domain/provisioning/resource-type.ts";
import { isIdle } from "#domain/reconcile/idle-days.ts";
import { addConnections, type SeenConnections } from "#domain/reconcile/seen-connections.ts";

const nothing: SeenConnections = { connectedAt: null, connectedAfter: null, unusedSince: null };
const minute = 60_000;
const start = new Date("2026-01-01T00:00:00Z");
const at = (minutes: number) => new Date(start.getTime() + minutes * minute);
const usage = (change: Partial<Usage> = {}): Usage => ({
  connections: 0,
  lastConnectedAt: null,
  measures: [],
  ...change,
});

/** Looks every five minutes; gives what is known after the last. */
function after(usages: readonly Usage[], { every = 5, hadRun = false } = {}): SeenConnections {
  let seen = nothing;
  usages.forEach((look, index) => {
    const previous = usages[index - 1];
    const before = previous && { at: at((index - 1) * every), sessionsTotal: previous.sessionsTotal ?? null };
    seen = addConnections(seen, { usage: look, at: at(index * every), before: before ?? null, hadRun });
  });
  return seen;
}

describe("what the looks tell of connections", () => {
  test("is nothing where the back end does not tell, whatever else it says", () => {
    expect(after([usage({ connections: null }), usage({ connections: null })])).toEqual(nothing);
  });

  test("is that nobody was seen since the first look that said so", () => {
    expect(after([usage(), usage(), usage()])).toEqual({ ...nothing, unusedSince: at(0) });
  });

  test("is now while somebody is connected, and when they were last seen from then on", () => {
    expect(after([usage(), usage({ connections: 2 })])).toEqual({ ...nothing, connectedAt: at(5) });
    expect(after([usage({ connections: 1 }), usage(), usage()])).toEqual({
      connectedAt: at(0),
      connectedAfter: null,
      unusedSince: at(5),
    });
  });

  test("is a time between two looks where the back end counted somebody who came and went", () => {
    expect(after([usage({ sessionsTotal: 7 }), usage({ sessionsTotal: 7 }), usage({ sessionsTotal: 8 })])).toEqual({
      connectedAt: at(10),
      connectedAfter: at(5),
      unusedSince: at(10),
    });
  });

  test("is not a run's own probe, nor a counter that was set back", () => {
    const probe = [usage({ sessionsTotal: 7 }), usage({ sessionsTotal: 9 })];
    expect(after(probe, { hadRun: true }).connectedAt).toBeNull();
    expect(after([usage({ sessionsTotal: 7 }), usage({ sessionsTotal: 1 })]).connectedAt).toBeNull();
  });

  test("begins anew after a time without looks, unless the back end counted through it", () => {
    expect(after([usage(), usage()], { every: 61 }).unusedSince).toEqual(at(61));
    const counted = [usage({ sessionsTotal: 7 }), usage({ sessionsTotal: 7 })];
    expect(after(counted, { every: 61 }).unusedSince).toEqual(at(0));
  });
});

test("idle is what was active and unused for 30 days; what is not known is not", () => {
  const now = at(30 * 24 * 60);
  expect(isIdle("active", start, now)).toBe(true);
  expect(isIdle("active", at(1), now)).toBe(false);
  expect(isIdle("active", null, now)).toBe(false);
  expect(isIdle("frozen", start, now)).toBe(false);
});
