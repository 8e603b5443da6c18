import { ReleaseLeaseAction } from "#components/leases/release-lease-action.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { WorkloadName } from "#components/patterns/workload-name.tsx";
import type { LeaseView } from "#domain/contracts/lease.ts";

type ShownLease = Omit<LeaseView, "enc" | "ciphertext">;

interface LeasesPanelProps {
  resourceId: string;
  open: readonly ShownLease[];
  /** How many are over. */
  pastCount: number;
  /** How many may be open; null: there are no leases of it. */
  maxOpen: number | null;
  mayLease: boolean;
}

/** Who has a short-lived login, for whom and until when; left out where there are none and never were. */
export function LeasesPanel({ resourceId, open, pastCount, maxOpen, mayLease }: LeasesPanelProps) {
  if (maxOpen === null && open.length + pastCount === 0) return null;
  const aside = [maxOpen !== null && `${open.length} of ${maxOpen} open`, pastCount > 0 && `${pastCount} over`];
  return (
    <Panel title="Leases" aside={aside.filter((part) => part !== false).join(" · ")}>
      {open.length === 0 ? (
        <div className="px-4 py-5 text-md text-ink-3">
          <p>No job, bot or agent has a login of its own right now.</p>
          {mayLease && (
            <p className="mt-1 text-sm">
              A short one, for one program:{" "}
              <code className="font-mono [overflow-wrap:anywhere]">
                latchkey lease {resourceId} --ttl 15m --exec CMD
              </code>
            </p>
          )}
        </div>
      ) : (
        <ul className="divide-y divide-line">
          {open.map((lease) => (
            <LeaseRow key={lease.leaseId} lease={lease} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function LeaseRow({ lease }: { lease: ShownLease }) {
  const { leaseId, state, by, onBehalfOf, workload, purpose, expiresAt, renewals, createdAt, can } = lease;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="text-md [overflow-wrap:anywhere]">
          <PersonName person={by} />
          {onBehalfOf && (
            <>
              {" "}
              for <PersonName person={onBehalfOf} />
            </>
          )}
          {purpose && `: ${purpose}`}
        </p>
        {workload !== null && <WorkloadName workload={workload} />}
        <p className="text-sm text-ink-3">
          {expiresAt === null ? (
            <>
              asked for <RelativeTime at={createdAt} />
            </>
          ) : (
            <>
              {state === "active" ? "ends" : "ended"} <RelativeTime at={expiresAt} />
            </>
          )}
          {renewals > 0 && `, renewed ${renewals === 1 ? "once" : `${renewals} times`}`}
        </p>
      </div>
      <div className="flex items-center gap-2">
        <StateBadge of="lease" state={state} />
        {can.release && <ReleaseLeaseAction leaseId={leaseId} who={by.name ?? by.email ?? by.id} />}
      </div>
    </li>
  );
}
