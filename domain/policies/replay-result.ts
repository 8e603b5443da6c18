import type { Classification } from "#domain/catalog/classification.ts";
import type { Outcome } from "#domain/contracts/decision.ts";
import type { Flip } from "#domain/policies/flip-of.ts";

/** A past request that would come out otherwise. */
export interface ReplayFlip extends Flip {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  readonly template: string;
  readonly classification: Classification;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The rules in force today come to the same: the change that is tried is not what flips it. */
  readonly today: boolean;
}

/** How many requests flip from one outcome to another. */
export interface FlipCount {
  readonly from: Outcome;
  readonly to: Outcome;
  readonly all: number;
  /** Of those, how many the rules in force today flip already. */
  readonly today: number;
}

/** What a replay found. Counts are of all; of the flips the newest 500 are kept. */
export interface ReplayResult {
  /** ISO 8601, as `until`. */
  readonly from: string;
  readonly until: string;
  readonly looked: number;
  /** Whether there were more than were to be looked at; the older ones were not. */
  readonly isCut: boolean;
  /** Requests whose record cannot be read, or whose template, environment or team no catalog has any more. */
  readonly notRebuilt: number;
  readonly counts: readonly FlipCount[];
  /** How many flips each rule is responsible for, the most first. */
  readonly rules: readonly { readonly rule: string; readonly flips: number }[];
  readonly flips: readonly ReplayFlip[];
  readonly milliseconds: number;
}
