import { actionCommand } from "#cli/action-command.ts";
import { requiredText } from "#cli/options.ts";
import { parseDuration } from "#cli/parse-duration.ts";
import { spellRows } from "#cli/spell-rows.ts";
import { spellWorkload } from "#domain/federation/spell-workload.ts";
import type { LeaseView } from "#domain/contracts/lease.ts";
import { renewLeaseRoute } from "#domain/contracts/routes/renew-lease.ts";
import { showLeaseRoute } from "#domain/contracts/routes/show-lease.ts";
import { leaseBounds } from "#domain/leases/lease-limits.ts";

const bounds = { min: leaseBounds.ttlSecondsMin, max: leaseBounds.ttlSecondsMax };

/** `latchkey lease show`: one lease; never a secret. */
export const leaseShow = actionCommand({
  name: "lease show",
  about: "Show a lease.",
  positional: "ID",
  route: showLeaseRoute,
  say: spellLease,
  notes: ["Holds no secret that anybody but the process that asked for it can open. Exit code 0."],
});

/** `latchkey lease renew`: makes one last longer, up to its cap. */
export const leaseRenew = actionCommand({
  name: "lease renew",
  about: "Make a lease last longer from now, up to its cap.",
  positional: "ID",
  route: renewLeaseRoute,
  options: [{ name: "ttl", value: "TIME", about: "For how long from now, e.g. 15m; 60s to 1h.", isRequired: true }],
  body: (given) => ({ ttlSeconds: parseDuration("ttl", requiredText(given, "ttl"), bounds) }),
  say: spellLease,
  notes: ["latchkey lease --exec renews by itself. Exit codes: 0 renewed, 1 at its cap or over."],
});

function spellLease(lease: LeaseView): string {
  return spellRows([
    ["Lease", lease.leaseId],
    ["State", lease.state],
    ["Resource", lease.resourceId],
    ["By", lease.by.name ?? lease.by.email ?? lease.by.id],
    ["On behalf of", lease.onBehalfOf?.name ?? lease.onBehalfOf?.email ?? null],
    ["Workload", lease.workload && spellWorkload(lease.workload)],
    ["Purpose", lease.purpose],
    ["Until", lease.expiresAt],
    ["Renewable until", lease.renewableUntil],
    ["Ended", lease.endedAt],
    ["Why", lease.reason],
  ]);
}
