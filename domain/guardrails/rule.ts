import type { Backend } from "#domain/catalog/backend.ts";
import type { CatalogSettings, Team } from "#domain/catalog/catalog.ts";
import type { Environment, Handling } from "#domain/catalog/environment.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { ApprovalStage, Remedy } from "#domain/contracts/decision.ts";
import type { LedgerState, RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";

/** Whose rule binds when several say the same: the earlier rank is named. */
export const ruleRanks = ["hard", "pack", "environment", "template", "team"] as const;
export type RuleRank = (typeof ruleRanks)[number];

/** What a rule looks at: the input with its references resolved. No clock: a decision does not age by itself. */
export interface RuleFacts {
  readonly draft: RequestDraft;
  readonly requester: RequesterFacts;
  readonly state: LedgerState;
  readonly template: Template;
  readonly environment: Environment;
  /** Null: the environment says nothing about the classification. */
  readonly handling: Handling | null;
  readonly team: Team;
  /** Back ends of the template's resource type, in order of preference. */
  readonly backends: readonly Backend[];
  /** Every environment, in promotion order. */
  readonly environments: readonly Environment[];
  readonly settings: CatalogSettings;
}

/** What a rule adds to the effective limits; limits of several rules meet in the tightest. */
export interface Tightening {
  readonly lifetimeHoursMax?: number;
  readonly deliveries?: readonly string[];
  readonly approval?: readonly ApprovalStage[];
  readonly claimWindowHours?: number;
  readonly quotaLimit?: number;
  readonly backend?: Backend;
}

/** What a rule found, in words for requester, approver and auditor alike. */
export interface Finding {
  readonly result: "pass" | "limit" | "needs_approval" | "deny";
  readonly message: string;
  readonly remedy?: Remedy;
  readonly tightens?: Tightening;
}

/** One guardrail. A new meaning is a new version. */
export interface Rule {
  /** `noun.aspect`, stable: shown, searched for, and counted. */
  readonly id: string;
  readonly version: string;
  readonly rank: RuleRank;
  readonly evaluate: (facts: RuleFacts) => Finding;
}
