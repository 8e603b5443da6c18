import type { PlatformRole } from "#domain/access/actor.ts";
import type { Backend } from "#domain/catalog/backend.ts";
import type { Environment } from "#domain/catalog/environment.ts";
import type { Template } from "#domain/catalog/template.ts";
import type { ApprovalStage } from "#domain/contracts/decision.ts";

/** A team as the identity provider's groups make it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** Group claim that makes a member. */
  readonly group: string;
  /** Group claim that makes a lead; a lead is a member too. Null: the team has no leads. */
  readonly leadGroup: string | null;
}

/** Settings of the built-in guardrails that belong to no single environment or template. */
export interface CatalogSettings {
  /** Every size of the catalog, smallest first: what "over the size cap" is measured by. */
  readonly sizeScale: readonly string[];
  /** Names nobody may choose. */
  readonly reservedNames: readonly string[];
  /** Who decides when a guardrail itself fails. */
  readonly onEvaluatorError: ApprovalStage;
}

/** Everything the platform team edits, validated: one consistent set that never changes in place. */
export interface Catalog {
  /** In the order the catalog page lists them. */
  readonly templates: ReadonlyMap<string, Template>;
  /** In promotion order. */
  readonly environments: ReadonlyMap<string, Environment>;
  readonly teams: ReadonlyMap<string, Team>;
  /** In the order they are preferred. */
  readonly backends: ReadonlyMap<string, Backend>;
  /** Group claims that give each platform role. */
  readonly platformRoles: Readonly<Record<PlatformRole, readonly string[]>>;
  readonly settings: CatalogSettings;
}
