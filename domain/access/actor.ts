import type { PersonAttribute } from "#domain/contracts/decision.ts";
import type { WorkloadView } from "#domain/contracts/workload.ts";

/** Roles over all teams, given by groups in `catalog/teams.yaml`. */
export const platformRoles = ["platform", "security", "auditor", "admin"] as const;
export type PlatformRole = (typeof platformRoles)[number];

/** The way a call came in. */
export type Channel = "web" | "api" | "cli" | "chat" | "system";

/** A team of the catalog that the actor belongs to. */
export interface Membership {
  readonly team: string;
  readonly lead: boolean;
}

/** What a service account acts as when it came by a token of a platform, and the most that its trust rule lets it do. */
export interface ActorWorkload {
  /** The trust rule that its token met. */
  readonly ruleId: string;
  /** Ids of the only environments that it knows of and asks in. */
  readonly environments: readonly string[];
  /** Ids of the only templates that it knows of and asks for; null: every one. */
  readonly templates: readonly string[] | null;
  readonly about: WorkloadView;
}

/** Who acts, for whom, how strongly and when authenticated, and over which channel. */
export interface Actor {
  readonly principalId: string;
  readonly kind: "user" | "service_account" | "system";
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | null;
  readonly name: string | null;
  /** Group claims as last stated by the issuer. */
  readonly groups: readonly string[];
  readonly memberships: readonly Membership[];
  readonly platformRoles: readonly PlatformRole[];
  /** What the issuer's groups say of the person; an actor made of a service account has none. */
  readonly attributes: readonly PersonAttribute[];
  /** `["all"]` for a browser session; otherwise the token's `noun:verb` scopes. */
  readonly scopes: readonly string[];
  readonly authTime: Date | null;
  readonly acr: string | null;
  readonly channel: Channel;
  /** `local-operator` for a token the embedded operator signed; shown in audit. */
  readonly act: string | null;
  /** Null for people, and for a service account with a token that somebody made by hand. */
  readonly workload: ActorWorkload | null;
}
