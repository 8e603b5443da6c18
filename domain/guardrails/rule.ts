import type { Backend } from "#domain/catalog/backend.ts";
import type { CatalogSettings, Team } from "#domain/catalog/catalog.ts";
import type { Environment, FreezeWindow } from "#domain/catalog/environment.ts";
import type { HandlingTier } from "#domain/catalog/handling-tier.ts";
import type { MatrixCell } from "#domain/catalog/matrix.ts";
import type { PolicyMode } from "#domain/catalog/policy.ts";
import type { Template } from "#domain/catalog/template.ts";
import type {
  Allowance,
  ApprovalStage,
  Cost,
  Handling,
  PersonAttribute,
  Remedy,
  SealingMode,
} from "#domain/contracts/decision.ts";
import type { AboutExisting, LedgerState, RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";
import type { ConditionFacts } from "#domain/policies/condition-facts.ts";

/** Whose rule binds when several say the same: the earlier rank is named. */
export const ruleRanks = ["hard", "pack", "environment", "template", "team"] as const;
export type RuleRank = (typeof ruleRanks)[number];

/**
 * What a rule looks at: the input with its references resolved. No clock: of the instant only the freeze windows are
 * here that it lies in, so that a decision does not age by itself.
 */
export interface RuleFacts {
  readonly draft: RequestDraft;
  readonly requester: RequesterFacts;
  readonly state: LedgerState;
  readonly template: Template;
  readonly environment: Environment;
  /** Null: the handling table has no row for the classification. */
  readonly tier: HandlingTier | null;
  /** Null: the template's matrix says nothing about environment and classification. */
  readonly cell: MatrixCell | null;
  readonly team: Team;
  /** DNS zones of all other teams. */
  readonly foreignZones: readonly string[];
  /** Null: there is no rate for it. */
  readonly cost: Cost | null;
  /** Every quota that counts it. */
  readonly allowances: readonly Allowance[];
  /** The stages that let it pass beyond the quotas that it is beyond. */
  readonly raises: readonly ApprovalStage[];
  /** Those of the environment that are open now. */
  readonly freezes: readonly FreezeWindow[];
  /** Back ends of the template's resource type, in order of preference. */
  readonly backends: readonly Backend[];
  /** Every environment, in promotion order. */
  readonly environments: readonly Environment[];
  readonly settings: CatalogSettings;
  /** The same, as conditions in CEL see it. */
  readonly condition: ConditionFacts;
  /** Absent: a new thing is asked for. */
  readonly about?: AboutExisting;
}

/** What a closing rule looks at as well: what all the others have settled. */
export interface SettledFacts extends RuleFacts {
  /** Where it may lie; null: wherever a back end of the environment is. */
  readonly regions: readonly string[] | null;
  readonly sealing: SealingMode;
  /** What the identity provider must say of whoever has a part in it. */
  readonly attributes: readonly PersonAttribute[];
}

/** What a rule adds to the effective limits; limits of several rules meet in the tightest. */
export interface Tightening {
  readonly lifetimeHoursMax?: number;
  readonly deliveries?: readonly string[];
  readonly regions?: readonly string[];
  readonly approval?: readonly ApprovalStage[];
  /** The approver groups that are left; the plan's stages keep only these. */
  readonly mayApprove?: readonly string[];
  readonly distinctFrom?: ApprovalStage["distinctFrom"];
  readonly handling?: Partial<Handling>;
  readonly claimWindowHours?: number;
  readonly quotaLimit?: number;
  readonly backend?: Backend;
}

/** What a rule found, in words for requester, approver and auditor alike. */
export interface Finding {
  readonly result: "pass" | "warn" | "limit" | "needs_approval" | "deny";
  readonly message: string;
  readonly remedy?: Remedy | undefined;
  readonly tightens?: Tightening;
}

/** One guardrail. A new meaning is a new version. */
export interface Rule<Facts = RuleFacts> {
  /** `noun.aspect`, stable: shown, searched for, and counted. */
  readonly id: string;
  readonly version: string;
  readonly rank: RuleRank;
  /** The compliance pack it comes from; absent: none. */
  readonly pack?: string;
  /** Ids of the controls it enforces. */
  readonly controls?: readonly string[];
  /** `shadow`: what it finds is written down and changes nothing. Absent: it is enforced. */
  readonly mode?: PolicyMode;
  /** Null: its condition does not hold, so it has nothing to say. */
  readonly evaluate: (facts: Facts) => Finding | null;
}

/** Of built-in rules: they always speak. */
export interface BuiltInRule<Facts = RuleFacts> extends Rule<Facts> {
  readonly evaluate: (facts: Facts) => Finding;
}
