import type { z } from "zod";
import type { CredentialLayout } from "#domain/credentials/credential-layout.ts";
import type { Secret } from "#domain/credentials/secret.ts";

/** What a resource type knows about the thing it builds. All of it is stable over the thing's life. */
export interface ResourceIdentity {
  readonly resourceId: string;
  readonly requestId: string;
  readonly team: string;
  readonly environment: string;
  /** The name the requester chose: `^[a-z][a-z0-9-]{2,24}$`. */
  readonly name: string;
  /** Generation of the credential being made, verified or ended; starts at 1. */
  readonly generation: number;
  /** What that credential is good for; absent: `owner`. */
  readonly access?: Access;
}

/** What a credential is good for: everything its owner may do, or reading only. */
export const accesses = ["owner", "read-only"] as const;
export type Access = (typeof accesses)[number];

/** A configured target with its admin secret already read. */
export interface BackendConnection {
  readonly name: string;
  /** The admin secret, e.g. a connection URL. */
  readonly adminSecret: Secret;
  /** Non-secret settings of the back end from `catalog/backends.yaml`, e.g. the host that tenants use. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Fields of one credential; `Secret` values are sealed and wiped, plain values are shown as they are. */
export type CredentialFields = Readonly<Record<string, string | number | Secret>>;

/** What a call about a back end as a whole receives. */
export interface BackendContext {
  readonly backend: BackendConnection;
  /** Aborts at the deadline, on cancel and at drain. */
  readonly signal: AbortSignal;
}

/** What every provisioner call receives. */
export interface ProvisionContext<P> extends BackendContext {
  readonly resource: ResourceIdentity;
  readonly parameters: P;
  /** UTC day, `yyyy-mm-dd`, by which the thing ends as planned: its claim window and its lifetime after its creation. */
  readonly endsOn: string;
  /**
   * ISO 8601, when the thing ends, for kinds that end by themselves: its lifetime from the moment it is ready (until then,
   * from now), or as far as it was extended. Such a kind reports its own end as `notAfter`. Absent outside of a run.
   */
  readonly endsAt?: string;
  /** Of a lease, ISO 8601: by then the back end ends its access by itself where it can, should nobody else have. */
  readonly accessUntil?: string;
  /**
   * Proves right before an external effect that this worker still holds the step.
   * @throws fence_lost when a newer fence exists or the lease has run out
   */
  assertFence(): Promise<void>;
  /** The only way out for secrets: seals them for the recipient with the step's commit. */
  readonly secrets: { put(fields: CredentialFields): Promise<void> };
  /** Marks a point where test builds can inject a fault; does nothing otherwise. */
  failpoint(point: string): Promise<void>;
}

/** One planned step: `name` is stored and unique within the plan, `title` is shown. */
export interface PlannedStep {
  readonly name: string;
  readonly title: string;
}

/** The plan of a run, readable by people. */
export interface ProvisionPlan {
  readonly steps: readonly PlannedStep[];
  /** What will exist afterwards, one plain sentence each. */
  readonly summary: readonly string[];
}

/** Proof that a step, a revocation or a destruction took effect: answers and catalogue rows, no secret. */
export type Receipt = Readonly<Record<string, unknown>>;

/** One difference between what was granted and what is there. */
export interface Drift {
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
  /** `repair` cannot end it: it is data, a login that is gone, or a setting of the back end as a whole. */
  readonly beyondRepair?: true;
  /** The parameters with which it would be as granted, for somebody who wants to ask for that. */
  readonly wanted?: Readonly<Record<string, number>>;
}

/** How much a thing is used, as far as its back end tells; null: it does not tell. */
export interface Usage {
  /** Open now, of all generations together. */
  readonly connections: number | null;
  /** ISO 8601; of a session that is open, or that the back end remembers. */
  readonly lastConnectedAt: string | null;
  /** How many were ever opened, where the back end counts them: two looks tell whether anybody came in between. */
  readonly sessionsTotal?: number | null;
  /** What else its kind has to say, e.g. its size or the depth of a queue. */
  readonly measures: readonly Measure[];
}

/** One figure of a thing's use. */
export interface Measure {
  readonly label: string;
  readonly value: number;
  readonly unit: "bytes" | "count";
  /** What was granted of it; absent: nothing bounds it. */
  readonly limit?: number;
}

/** What the back end says about the thing now. */
export interface Inspection {
  readonly exists: boolean;
  readonly facts: Receipt;
  /** Whether the generation asked about lets anybody in as far as the back end shows; after `revoke` it must not. */
  readonly letsIn: boolean;
  /** Empty: all is as it was granted. */
  readonly drift?: readonly Drift[];
  readonly usage?: Usage;
}

/** Who is let in by one generation of a credential right now. */
export interface LiveSessions {
  readonly connections: number;
  /** Where they come from, e.g. an address with the name the client gave itself; at most ten. */
  readonly from: readonly string[];
  /** ISO 8601, when one of them last did something. */
  readonly lastActiveAt: string | null;
}

/** A thing on a back end that carries our owner marker. */
export interface OwnedObject {
  /** From its marker. */
  readonly resourceId: string;
  /** As its kind calls it, e.g. `database`. */
  readonly kind: string;
  readonly name: string;
  /**
   * What its names were derived from, as far as the object tells: with it `revoke` and `destroy` find it when no ledger
   * knows it any more. Absent: it does not tell.
   */
  readonly identity?: Pick<ResourceIdentity, "name" | "team" | "environment" | "generation">;
}

/** What of a request's parameters its kind can never build: the parameter, and one plain sentence. */
export interface ParameterFault {
  readonly parameter: string;
  readonly message: string;
}

/** How a field of a credential is shown. Redaction, sealing and the reveal layout derive from it. */
export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly secret: boolean;
}

/**
 * Code that can plan, apply, verify, revoke and destroy one kind of thing.
 *
 * Every method is idempotent by deterministic external names, observes before it acts, refuses to
 * touch a thing that lacks our owner marker (`backend_conflict`), and honours `ctx.signal`.
 * Errors that a retry can cure are thrown as retryable AppErrors, all others end the run.
 */
export interface ResourceType<P = Record<string, unknown>> {
  /** Kebab-case, also the folder's name, e.g. `postgres-database`. */
  readonly id: string;
  readonly title: string;
  /** Schema of `parameters`, with `title`, `description` in `.meta()`; the form is generated from it. */
  readonly parameters: z.ZodType<P>;
  /** False where many short logins make no sense; absent: workloads can lease it. */
  readonly leases?: false;
  /** Fields of a credential in the order they are shown. */
  readonly credentialFields: readonly CredentialField[];
  /** How the fields are put together, by `renderTemplate` in the recipient's browser or command line only. */
  readonly connection?: Omit<CredentialLayout, "fields">;
  /** What its credentials can be good for, told to every call by the identity's `access`; absent: `owner` alone. */
  readonly accesses?: readonly Access[];
  /**
   * Says what no schema tells of the parameters as they were asked for, e.g. that a certificate request is not signed by
   * the key in it; null: nothing. Pure, and asked at every preview: names and limits are for the guardrails. Absent: the
   * schema tells all.
   */
  findFault?(parameters: Readonly<Record<string, unknown>>): ParameterFault | null;
  /**
   * Parameters of the smallest thing that this back end takes: for its hourly check, and for what nobody knows the
   * parameters of. Absent: the schema has a default for each.
   */
  sample?(ctx: BackendContext): Promise<P>;
  plan(resource: ResourceIdentity, parameters: P): ProvisionPlan;
  /** Brings the step's thing into existence. */
  apply(step: string, ctx: ProvisionContext<P>): Promise<Receipt>;
  /** Takes back what `apply(step)` did; success when it is absent already. */
  undo(step: string, ctx: ProvisionContext<P>): Promise<Receipt>;
  /**
   * Proves rights, limits and timeouts by logging in with a throw-away probe secret, then sets the
   * final secret and hands it to `ctx.secrets.put`. Called as the last step of a provision run.
   */
  verify(ctx: ProvisionContext<P>): Promise<Receipt>;
  /** Ends the access of the credential's generation, with its open sessions, and proves it. */
  revoke(ctx: ProvisionContext<P>): Promise<Receipt>;
  /**
   * Removes what `revoke` left of a login that was a lease's, so that thousands of them leave nothing behind; what it
   * made goes to the thing's owner. Called after the proof only. Absent: `revoke` leaves nothing.
   */
  forget?(ctx: ProvisionContext<P>): Promise<Receipt>;
  /** Removes the thing and its data, and proves absence. */
  destroy(ctx: ProvisionContext<P>): Promise<Receipt>;
  /** Looks, changes nothing. */
  inspect(ctx: ProvisionContext<P>): Promise<Inspection>;
  /** Brings rights, limits and settings back to what was granted, where `inspect` found drift; never touches data. */
  repair?(ctx: ProvisionContext<P>): Promise<Receipt>;
  /** Who uses the credential's generation right now; absent: the kind has no sessions. */
  sessions?(ctx: ProvisionContext<P>): Promise<LiveSessions>;
  /**
   * SHA-256 (base64url) over what the back end keeps of the generation's secret, so that a change by somebody else shows;
   * null where this admin may not read it. Absent: the back end keeps nothing to compare.
   */
  fingerprint?(ctx: ProvisionContext<P>): Promise<string | null>;
  /** Lists everything on the back end that carries our marker, of whatever resource. */
  listOwned?(ctx: BackendContext): Promise<readonly OwnedObject[]>;
}
