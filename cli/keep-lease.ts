import { callRoute } from "#cli/call-route.ts";
import type { Terminal } from "#cli/command.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { renewLeaseRoute } from "#domain/contracts/routes/renew-lease.ts";

const patienceMs = 5_000;

/**
 * Renews a lease each time that two thirds of what is left have passed, until it lasts to its cap, a renewal is refused,
 * or the caller stops it; says once when it will end under the program.
 */
export function keepLease(lease: LeaseView, ttlSeconds: number, terminal: Terminal): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const plan = ({ expiresAt, renewableUntil }: LeaseView) => {
    if (isOver || expiresAt === null) return;
    if (expiresAt === renewableUntil) {
      terminal.err(`${lease.leaseId} cannot be renewed any more: it ends at ${expiresAt}.\n`);
      return;
    }
    timer = setTimeout(() => void renew(), Math.max(patienceMs, ((Date.parse(expiresAt) - Date.now()) * 2) / 3));
  };
  const renew = async () => {
    const call = { params: { id: lease.leaseId }, body: { ttlSeconds } };
    await callRoute(renewLeaseRoute, call, terminal).then(plan, (error: unknown) => {
      if (isOver) return;
      const why = error instanceof Error ? error.message : String(error);
      terminal.err(`${lease.leaseId} was not renewed: ${why}\n`);
    });
  };
  plan(lease);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}
