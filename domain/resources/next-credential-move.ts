import type { GrantState } from "#domain/contracts/grant.ts";
import type { Reissue, ResourceState } from "#domain/contracts/resource.ts";

/** One generation of a resource's credential, by its grant. */
export interface Generation {
  readonly generation: number;
  readonly state: GrantState;
  /** When the back end proved that it lets nobody in any more. */
  readonly endedAt: Date | string | null;
}

interface HeldCredentials {
  readonly state: ResourceState;
  /** What was asked for and is not done yet. */
  readonly reissue: Reissue | null;
  readonly generations: readonly Generation[];
}

/** A run to begin: which generations it ends, or that it makes the next one. */
export type CredentialMove =
  | { readonly kind: "freeze" | "revoke"; readonly generations: readonly number[] }
  | { readonly kind: "restore" | "rotate" };

/**
 * Decides what has to happen to a resource's credentials now; null: nothing.
 *
 * What is frozen lets nobody in: every live generation ends first, a new one is made only then. Of what is active ends
 * what nobody opened in time, and what a newer generation has overtaken: never before that one is confirmed.
 */
export function nextCredentialMove({ state, reissue, generations }: HeldCredentials): CredentialMove | null {
  const live = generations.filter(({ endedAt }) => endedAt === null);
  switch (state) {
    case "frozen":
      if (live.length > 0) return { kind: "freeze", generations: live.map(({ generation }) => generation) };
      return reissue === "restore" ? { kind: "restore" } : null;
    case "active": {
      const over = live.filter((candidate) => isOver(candidate, generations));
      if (over.length > 0) return { kind: "revoke", generations: over.map(({ generation }) => generation) };
      return reissue === "rotate" ? { kind: "rotate" } : null;
    }
    case "creating":
    case "destroying":
    case "destroyed":
      return null;
  }
}

function isOver({ state, generation }: Generation, all: readonly Generation[]): boolean {
  if (state === "expired" || state === "revoked") return true;
  return all.some((other) => other.generation > generation && other.state === "confirmed");
}
