import canonicalize from "canonicalize";
import type { Actor } from "#domain/access/actor.ts";
import type { WorkloadView } from "#domain/contracts/workload.ts";

/** Who an event names: the principal, the channel, and for whom or how it acted. */
export interface AuditActor {
  readonly id: string;
  readonly name: string | null;
  readonly channel: string;
  readonly act?: string | null;
  /** The person that a service account acts for here. */
  readonly onBehalfOf?: { readonly id: string; readonly name: string | null };
  /** The workload that acts by a token of its platform, and the trust rule that let it. */
  readonly workload?: WorkloadView & { readonly rule: string };
}

/** One thing that happened, as it is written into a hash-chained stream. Holds names and ids, never a secret. */
export interface AuditEvent {
  /**
   * `resource:<id>`, `request:<id>`, `orphan:<id>`, `webhook:<id>`, `principal:<id>`, `anonymous:<yyyy-mm>` or `ledger:alarms`: the row the
   * transaction locks.
   */
  readonly stream: string;
  /** Correlates a resource's stream with its request's page; null when no request is concerned. */
  readonly requestId: string | null;
  readonly actor: AuditActor | null;
  /** `noun.verb_past`, e.g. `request.submitted`. */
  readonly action: string;
  /** What it happened to, e.g. `request:req_…`. */
  readonly object: string;
  /** The sentence shown in a history. */
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Gives the canonical text (RFC 8785) that the chain hashes; the same event and time give the same bytes. */
export function auditText(event: AuditEvent, at: Date): string {
  const { stream: _, ...rest } = event;
  return canonicalize({ v: 1, at: at.toISOString(), ...rest, details: event.details ?? {} }) ?? "";
}

/** Names an actor in an event, and the person it acts for where there is one. */
export function auditActor(
  actor: Actor,
  onBehalfOf: { readonly id: string; readonly name: string | null } | null = null,
): AuditActor {
  const { workload } = actor;
  const own = {
    id: actor.principalId,
    name: actor.name ?? actor.email,
    channel: actor.channel,
    act: actor.act,
    ...(workload && { workload: { ...workload.about, rule: workload.ruleId } }),
  };
  return onBehalfOf === null ? own : { ...own, onBehalfOf: { id: onBehalfOf.id, name: onBehalfOf.name } };
}

/** The actor of events that no person caused: workers, deadlines, the sweeper. */
export const systemActor: AuditActor = { id: "system", name: "Latchkey", channel: "system" };
