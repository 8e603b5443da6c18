import { openAuthority } from "#scripts/embedded/back-ends/authority.ts";
import { openCache } from "#scripts/embedded/back-ends/cache.ts";
import { openKubernetes } from "#scripts/embedded/back-ends/kubernetes.ts";
import { openOperators } from "#scripts/embedded/back-ends/operators.ts";
import type { Home } from "#scripts/embedded/home/open-home.ts";
import type { Settings } from "#server/settings.ts";

/** What a back end of the home is opened with. */
export interface BackEndInput {
  readonly settings: Settings;
  readonly home: Home;
  /** Receives sentences for the operator. */
  readonly tell: (sentence: string) => void;
}

/** A back end beside the target cluster: connected, or left out with its admin secret gone from the home. */
export interface BackEnd {
  stop(): Promise<void>;
}

/**
 * Brings one back end up and keeps its admin secret in the home, or removes that secret where nothing is there to
 * connect; a missing secret is what lists its templates as not connected.
 */
export type OpenBackEnd = (input: BackEndInput) => Promise<BackEnd>;

const openers: readonly OpenBackEnd[] = [openAuthority, openCache, openKubernetes, openOperators];

/**
 * Opens every back end that the home offers beside the target cluster, side by side.
 *
 * None of them is needed for a start: what cannot be opened is told in one sentence and left out.
 * @throws StartError when the home itself cannot be used, with nothing left running
 */
export async function openBackEnds(input: BackEndInput): Promise<BackEnd> {
  const outcomes = await Promise.allSettled(openers.map((open) => open(input)));
  const opened = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const stop = async () => void (await Promise.all(opened.map((backEnd) => backEnd.stop())));
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure === undefined) return { stop };
  await stop();
  throw failure.reason;
}
