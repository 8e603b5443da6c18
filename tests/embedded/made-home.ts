import { execFileSync } from "node:child_process";
import { killLeftovers } from "#tests/embedded/kill-leftovers.ts";
import { makePlace, startSupervisor } from "#tests/embedded/supervisor-process.ts";

/** A home that was started and stopped once, for copies that need no first start of their own. */
export interface MadeHome {
  /** Copies it, owners and modes included, to a place where nothing is yet. */
  copyTo(home: string): void;
  remove(): Promise<void>;
}

/** Makes a home by a first start. Copies share its target port: run one at a time. */
export async function makeHome(): Promise<MadeHome> {
  const place = await makePlace();
  const supervisor = startSupervisor(place);
  await supervisor.ready;
  await supervisor.stop();
  return {
    copyTo: (home) => void execFileSync("cp", ["-a", place.home, home]),
    remove: () => killLeftovers(place, []),
  };
}
