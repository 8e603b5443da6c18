import type { PlatformRole } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import type { PersonAttribute } from "#domain/contracts/decision.ts";
import type { RequestDraft } from "#domain/guardrails/request-draft.ts";

/** What the guardrails may know about who asks; the channel is left out, so that it cannot matter. */
export interface RequesterFacts {
  readonly principalId: string;
  readonly kind: "user" | "service_account" | "system";
  /** Team ids. */
  readonly teams: readonly string[];
  readonly platformRoles: readonly PlatformRole[];
  /** What the identity provider says of them. */
  readonly attributes: readonly PersonAttribute[];
  /** The person a service account asks for, who will be the recipient. */
  readonly onBehalfOf: {
    readonly principalId: string;
    readonly teams: readonly string[];
    readonly attributes: readonly PersonAttribute[];
  } | null;
}

/** What the ledger says, read in the transaction that decides; the request's own row is not counted. */
export interface LedgerState {
  /** Holding rows of the team, environment and template. */
  readonly holdingCount: number;
  /** Whether a holding row of the team, environment and resource type has the name. */
  readonly nameTaken: boolean;
  /** Other names held there, as far as known; only used to propose one that is free. */
  readonly similarNames?: readonly string[];
  /** Names of the back ends without an admin secret; one that was not looked at yet is none of them. */
  readonly disconnectedBackends: readonly string[];
  /** Back ends that take nothing new, each with a sentence that says since when and why; absent: none is. */
  readonly pausedBackends?: Readonly<Record<string, string>>;
  /** How many enrolled devices the person has who will be the recipient. */
  readonly recipientDevices: number;
  /** What each quota that counts it holds, by quota id; one that is not named holds nothing. */
  readonly held: Readonly<Record<string, number>>;
  /**
   * Ids of those who may decide on each stage of the plan that the same input asks for without this. Absent: nobody has
   * looked, so the plan may ask people who are not there, as it may when a decided request is decided again.
   */
  readonly approvers?: readonly (readonly string[])[];
}

/** What a request about a thing that exists asks for, and what of the thing counts. */
export type AboutExisting =
  | { readonly kind: "extend"; /** How often it was extended already. */ readonly extensions: number }
  | { readonly kind: "destroy" };

/** Everything a decision depends on. */
export interface EvaluationInput {
  readonly draft: RequestDraft;
  readonly requester: RequesterFacts;
  readonly state: LedgerState;
  readonly catalog: Catalog;
  /** The database clock's instant. */
  readonly now: Date;
  /** Absent: the draft asks for a new thing. */
  readonly about?: AboutExisting;
}
