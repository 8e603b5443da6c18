import type { GrantState } from "#domain/contracts/grant.ts";
import type { Reissue, ResourceState } from "#domain/contracts/resource.ts";

/** One generation of a resource's credential, by its grant. */
export interface Generation {
  readonly generation: number;
  readonly state: GrantState;
  /** When the back end proved that it lets nobody in any more. */
  readonly endedAt: Date | string | null;
  /** When the emergency access that it is for ends, or ended; null or absent: an ordinary credential. */
  readonly emergencyUntil?: Date | string | null;
}

interface HeldCredentials {
  readonly state: ResourceState;
  /** What was asked for and is not done yet. */
  readonly reissue: Reissue | null;
  readonly generations: readonly Generation[];
  /** Whether emergency access was given whose credential is not made yet. */
  readonly emergency: boolean;
  /** By the database's clock. */
  readonly now: Date;
}

/** A run to begin: which generations it ends, or that it makes the next one. */
export type CredentialMove =
  | { readonly kind: "freeze" | "revoke"; readonly generations: readonly number[] }
  | { readonly kind: "restore" | "rotate" | "emergency" };

/**
 * Decides what has to happen to a resource's credentials now; null: nothing.
 *
 * What is frozen lets nobody in: every live generation ends first, a new one is made only then. Of what is active ends
 * what nobody opened in time, and what a newer generation has overtaken: never before that one is confirmed. A credential
 * for an emergency overtakes nothing and is overtaken by nothing; it ends with its time. Who waits for one comes first.
 */
export function nextCredentialMove(held: HeldCredentials): CredentialMove | null {
  const { state, reissue, generations } = held;
  const live = generations.filter(({ endedAt }) => endedAt === null);
  switch (state) {
    case "frozen":
      if (live.length > 0) return { kind: "freeze", generations: live.map(({ generation }) => generation) };
      return reissue === "restore" ? { kind: "restore" } : null;
    case "active": {
      if (held.emergency) return { kind: "emergency" };
      const over = live.filter((candidate) => isOver(candidate, held));
      if (over.length > 0) return { kind: "revoke", generations: over.map(({ generation }) => generation) };
      return reissue === "rotate" ? { kind: "rotate" } : null;
    }
    case "creating":
    case "destroying":
    case "destroyed":
      return null;
  }
}

function isOver(
  { state, generation, emergencyUntil = null }: Generation,
  { generations, now }: HeldCredentials,
): boolean {
  if (state === "expired" || state === "revoked") return true;
  if (emergencyUntil !== null) return new Date(emergencyUntil) <= now;
  return generations.some(
    (other) => other.generation > generation && other.state === "confirmed" && (other.emergencyUntil ?? null) === null,
  );
}
