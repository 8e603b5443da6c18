import type { Outcome, TraceEntry } from "#domain/contracts/decision.ts";

/** What a rule has come to lately. */
export interface RuleReport {
  readonly rule: string;
  /** Requests for which it had something to say. */
  readonly hits: number;
  readonly denied: number;
  /** Requests that it, perhaps with others, sent to humans. */
  readonly toHumans: number;
  /** Of those, how many were approved. */
  readonly approved: number;
  /** Of those, the median time from filing to the last approval; null without one. */
  readonly medianWaitHours: number | null;
}

/** A request for which a rule in shadow mode had something to say. */
export interface ShadowHit {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly environment: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly outcome: Outcome;
  readonly result: TraceEntry["result"];
}

/** What a rule in shadow mode would have come to. */
export interface ShadowReport {
  readonly rule: string;
  /** Null for a rule that no file states any more. */
  readonly title: string | null;
  /** What it is today; `gone`: no file states it. */
  readonly mode: "shadow" | "enforce" | "gone";
  readonly hits: number;
  /** How many of the requests it spoke to came out so. */
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** How many would have come out otherwise, by what they came out as and what they would have. */
  readonly flips: readonly { readonly from: Outcome; readonly to: Outcome; readonly count: number }[];
  /** The newest five. */
  readonly lastHits: readonly ShadowHit[];
}
