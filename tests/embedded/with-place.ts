import { test as base } from "vitest";
import { killLeftovers } from "#tests/embedded/kill-leftovers.ts";
import {
  makePlace,
  startSupervisor,
  type End,
  type Place,
  type SupervisorProcess,
} from "#tests/embedded/supervisor-process.ts";

/** What a test of embedded mode works with. */
export interface PlaceFixture {
  readonly place: Place;
  /** Starts a supervisor in the place; it is ended after the test. */
  start(env?: Record<string, string | undefined>): SupervisorProcess;
  /** Starts one that is expected to give up, and waits for that. */
  fail(env?: Record<string, string | undefined>): Promise<End>;
}

/** A vitest `test` with a place of its own, cleaned up afterwards. */
export const test = base.extend<{ embedded: PlaceFixture }>({
  // Vitest reads the names of the fixtures that this one needs from this pattern: none.
  embedded: async ({}, use) => {
    const place = await makePlace();
    const started: SupervisorProcess[] = [];
    const start = (env?: Record<string, string | undefined>) => {
      const supervisor = startSupervisor(place, env);
      started.push(supervisor);
      return supervisor;
    };
    await use({ place, start, fail: (env) => start(env).ended });
    await killLeftovers(place, started);
  },
});
