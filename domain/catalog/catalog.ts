import type { PlatformRole } from "#domain/access/actor.ts";
import type { Backend } from "#domain/catalog/backend.ts";
import type { BreakGlass } from "#domain/catalog/break-glass.ts";
import type { Classification } from "#domain/catalog/classification.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import type { HandlingTier } from "#domain/catalog/handling-tier.ts";
import type { Matrix } from "#domain/catalog/matrix.ts";
import type { Pack, PackAttachment } from "#domain/catalog/pack.ts";
import type { Policy } from "#domain/catalog/policy.ts";
import type { Quota } from "#domain/catalog/quota.ts";
import type { RateCard } from "#domain/catalog/rate-card.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { ApprovalStage, PersonAttribute } from "#domain/contracts/decision.ts";
import type { WorkloadIssuer } from "#domain/federation/workload-issuer.ts";

/** A team as the identity provider's groups make it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** Group claim that makes a member. */
  readonly group: string;
  /** Group claim that makes a lead; a lead is a member too. Null: the team has no leads. */
  readonly leadGroup: string | null;
  /** DNS zones that are the team's own: names in them, and below, are its to have certified. */
  readonly zones?: readonly string[];
}

/** Settings of the built-in guardrails that belong to no single environment or template. */
export interface CatalogSettings {
  /** Every size of the catalog, smallest first: what "over the size cap" is measured by. */
  readonly sizeScale: readonly string[];
  /** Names nobody may choose. */
  readonly reservedNames: readonly string[];
  /** Who decides when a guardrail itself fails. */
  readonly onEvaluatorError: ApprovalStage;
  /** Who decides on a certificate for a wildcard; absent: the same. */
  readonly onWildcardName?: ApprovalStage;
}

/** Everything the platform team edits, validated: one consistent set that never changes in place. */
export interface Catalog {
  /** `sha256:` over JCS of every document of the set. */
  readonly digest: string;
  /** In the order the catalog page lists them. */
  readonly templates: ReadonlyMap<string, Template>;
  /** In promotion order. */
  readonly environments: ReadonlyMap<string, Environment>;
  /** The handling table: one tier per classification, least sensitive first. */
  readonly tiers: ReadonlyMap<Classification, HandlingTier>;
  readonly matrices: ReadonlyMap<string, Matrix>;
  readonly teams: ReadonlyMap<string, Team>;
  /** In the order they are preferred. */
  readonly backends: ReadonlyMap<string, Backend>;
  /** The platform team's own rules, by id. */
  readonly policies: ReadonlyMap<string, Policy>;
  readonly packs: ReadonlyMap<string, Pack>;
  readonly attachments: readonly PackAttachment[];
  readonly quotas: readonly Quota[];
  readonly rates: RateCard;
  readonly breakGlass: BreakGlass;
  /** The platforms whose tokens workloads exchange, by name. */
  readonly issuers: ReadonlyMap<string, WorkloadIssuer>;
  /** Group claims that give each platform role. */
  readonly platformRoles: Readonly<Record<PlatformRole, readonly string[]>>;
  /** Group claims by which the identity provider says something of a person. */
  readonly personAttributes: Readonly<Record<PersonAttribute, readonly string[]>>;
  readonly settings: CatalogSettings;
}
