import type { Actor } from "#domain/access/actor.ts";
import { refused, type Permission } from "#domain/access/permission.ts";
import type { Party } from "#domain/approvals/owns-request.ts";
import type { OperationView } from "#domain/contracts/operation.ts";
import { outageReason, pauseReason } from "#domain/health/breaker-policy.ts";
import { canConfirmClosure, canProposeClosure } from "#domain/operations/can-close.ts";
import { canOperate } from "#domain/operations/can-operate.ts";
import { closureHoursMax } from "#domain/operations/closable-reasons.ts";
import { blockedDetail } from "#domain/requests/blocked-detail.ts";
import { isMaking } from "#domain/runs/run-kinds.ts";
import type { OperationRow } from "#server/operations/operation-rows.ts";

/** What goes on by itself once its back end does. */
const passing: readonly string[] = [outageReason, pauseReason, "not_connected", "destroy_needs_approval"];

/** Shows one thing that is not over, with what the actor can do about it. */
export function presentOperation(actor: Actor, row: OperationRow, requesterOwners: readonly Party[]): OperationView {
  const { step, handover, closure, outage } = row;
  const { id, kind, name, team, environment, requestId, resourceId, backend, state, blockedReason } = row;
  return {
    ...{ id, kind, name, team, environment, requestId, resourceId, backend, state, blockedReason },
    detail: blockedReason === null ? null : blockedDetail(blockedReason),
    step: step && {
      name: step.name,
      title: step.title,
      attempts: step.attempts,
      counted: Math.max(0, step.attempts - step.forgiven),
    },
    lastError: step?.code ? { code: step.code, message: step.message ?? "" } : null,
    since: row.since.toISOString(),
    nextAt: (outage === null ? (step?.dueAt ?? null) : outage.nextAt)?.toISOString() ?? null,
    holder: holderOf(row),
    needsSomebody: blockedReason !== null && !passing.includes(blockedReason),
    handover: handover && { ...handover, at: handover.at.toISOString() },
    closure: closure && {
      ...closure,
      at: closure.at.toISOString(),
      until: new Date(closure.at.getTime() + closureHoursMax * 3_600_000).toISOString(),
    },
    can: cans(actor, row, requesterOwners),
  };
}

function holderOf({ step, now }: OperationRow): OperationView["holder"] {
  if (step === null || step.leaseUntil === null || (step.state !== "running" && step.state !== "undoing"))
    return "none";
  return step.leaseUntil > now ? "alive" : "lost";
}

function cans(actor: Actor, row: OperationRow, requesterOwners: readonly Party[]): OperationView["can"] {
  const operate = canOperate(actor);
  const run = closableOf(row, requesterOwners);
  const { closure } = row;
  const confirm =
    closure === null
      ? refused("Nobody has proposed to close it.")
      : canConfirmClosure(actor, { ...run, proposedBy: { principalId: closure.by.id, email: closure.by.email } });
  const propose = canProposeClosure(actor, run);
  return {
    retry: barrierOf(operate.allowed ? canRetry(row) : operate),
    undo: barrierOf(operate.allowed ? canUndo(row) : operate),
    handOver: barrierOf(operate.allowed && !isRun(row) ? refused("Only runs are handed over.") : operate),
    propose: barrierOf(propose.allowed && closure !== null ? refused("It waits for a second person.") : propose),
    confirm: barrierOf(confirm),
  };
}

/** Gives what closing it is decided from. */
export function closableOf(row: OperationRow, requesterOwners: readonly Party[]) {
  const { requester, onBehalfOf, owner } = row;
  // A request that is not begun has nothing on a back end that could be left.
  const blockedReason = isRun(row) ? row.blockedReason : null;
  return { blockedReason, parties: { requester, onBehalfOf, requesterOwners }, owner };
}

/** Tells a run from what nothing runs on. */
export function isRun({ kind }: Pick<OperationRow, "kind">): boolean {
  return kind !== "request" && kind !== "resource";
}

/** Tells whether there is anything to be tried. */
export function canRetry({ kind }: Pick<OperationRow, "kind">): Permission {
  return kind === "resource" ? refused("Nothing runs on it: its page says what can be done.") : { allowed: true };
}

/** Tells whether it can be taken back: what makes something, and is not being taken back already. */
export function canUndo({ kind, state }: Pick<OperationRow, "kind" | "state">): Permission {
  if (kind === "request") return refused("Nothing of it exists yet: its owner can withdraw it.");
  if (kind === "resource" || kind === "repair") return refused("Nothing is being made that could be taken back.");
  if (!isMaking(kind)) return refused("This ends something: it is never taken back.");
  return state === "running" ? { allowed: true } : refused("It is being taken back already.");
}

function barrierOf(permission: Permission): string | null {
  return permission.allowed ? null : permission.reason;
}
