import type { ApprovalStage, Handling, Remedy, TraceEntry } from "#domain/contracts/decision.ts";
import type { RequesterFacts } from "#domain/guardrails/evaluation-input.ts";
import type { Condition } from "#domain/policies/compile-condition.ts";

/** Whether a rule counts: one in shadow mode is evaluated and written down, and changes nothing. */
export const policyModes = ["enforce", "shadow"] as const;
export type PolicyMode = (typeof policyModes)[number];

/** What a rule does where its condition holds. Only these: each of them can only tighten. */
export type PolicyEffect =
  | { readonly kind: "deny" }
  | { readonly kind: "warn" }
  | { readonly kind: "approval"; readonly stages: readonly ApprovalStage[] }
  | { readonly kind: "cap"; readonly cap: PolicyCap }
  | { readonly kind: "require"; readonly require: PolicyRequirement };

/** Limits; what is asked for beyond one is denied, with the remedy where a machine can apply it. */
export interface PolicyCap {
  readonly lifetimeHours?: number | undefined;
  readonly monthlyCost?: number | undefined;
  readonly deliveries?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** By `CatalogSettings.sizeScale`. */
  readonly size?: string | undefined;
}

/** Demands on how it is handled, and on who has a part in it. */
export interface PolicyRequirement {
  readonly sealing?: "strict" | undefined;
  readonly attributes?: Handling["attributes"] | undefined;
  /** No maintainer of the template approves. */
  readonly distinctFrom?: ApprovalStage["distinctFrom"] | undefined;
  readonly revealMaxAgeMinutes?: number | undefined;
  readonly retentionDays?: number | undefined;
  readonly rotationDays?: number | undefined;
}

/** A case that a rule is tested by. What it leaves out comes from the first template, environment and team. */
export interface PolicyExample {
  readonly title: string;
  /** Parts of the body of a submit. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly requester: Partial<Pick<RequesterFacts, "kind" | "teams" | "platformRoles" | "attributes">>;
  /** `unmatched`: the condition does not hold. */
  readonly expect: TraceEntry["result"] | "unmatched";
}

/** A rule as a file says it: a condition in CEL, what follows, and the examples that are its tests. */
export interface Policy {
  readonly id: string;
  /** The first characters of the content digest. */
  readonly version: string;
  readonly title: string;
  /** The group that answers for it. */
  readonly owner: string;
  readonly maintainers: readonly string[];
  readonly mode: PolicyMode;
  readonly rank: "pack" | "environment" | "template" | "team";
  /** The pack it belongs to; null: the platform team's own. */
  readonly pack: string | null;
  /** Ids of the controls that it enforces. */
  readonly controls: readonly string[];
  readonly when: Condition;
  readonly then: PolicyEffect;
  readonly message: string;
  readonly remedy: Remedy | null;
  readonly examples: readonly PolicyExample[];
}
