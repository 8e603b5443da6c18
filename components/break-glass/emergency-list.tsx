import { ClockTime } from "#components/break-glass/clock-time.tsx";
import { EmergencyActions } from "#components/break-glass/emergency-actions.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Link } from "#components/ui/link.tsx";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";

/** Uses of emergency access, each with what there is to do about it. */
export function EmergencyList({ emergencies, label }: { emergencies: readonly EmergencyView[]; label: string }) {
  return (
    <ul aria-label={label} className="panel divide-y divide-line">
      {emergencies.map((emergency) => (
        <EmergencyRow key={emergency.id} emergency={emergency} />
      ))}
    </ul>
  );
}

function EmergencyRow({ emergency }: { emergency: EmergencyView }) {
  const { resource, by, second, incident, reason, state, askedAt, until, confirmBy } = emergency;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-[1_1_20rem]">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-md [overflow-wrap:anywhere]">
          <Link href={`/resources/${resource.id}`} className="link font-medium">
            {resource.name}
          </Link>
          <span className="text-ink-2">
            of <TeamName id={resource.team} /> in <EnvironmentName id={resource.environment} />
          </span>
          <StateBadge of="emergency" state={state} />
        </p>
        <p className="mt-1 text-md text-ink-2 [overflow-wrap:anywhere]">
          <PersonName person={by} />
          {second && (
            <>
              , confirmed by <PersonName person={second} />
            </>
          )}
          : incident <span className="font-mono">{incident}</span>. “{reason}”
        </p>
        <p className="mt-1 text-sm text-ink-3">
          asked <RelativeTime at={askedAt} />
          {state === "waiting" && confirmBy && (
            <>
              , has to be confirmed by <ClockTime at={confirmBy} />
            </>
          )}
          {state === "active" && until && (
            <>
              , until <ClockTime at={until} />
            </>
          )}
        </p>
        <Review emergency={emergency} />
      </div>
      <div className="flex flex-wrap gap-2">
        <EmergencyActions emergency={emergency} returnTo="/break-glass" />
      </div>
    </li>
  );
}

function Review({ emergency: { review } }: { emergency: EmergencyView }) {
  if (review === null) return null;
  if (review.verdict === null) {
    return (
      <p className="mt-1 flex flex-wrap items-center gap-2 text-sm text-ink-3">
        Review due <RelativeTime at={review.dueAt} />
        {review.overdue && <Badge tone="bad">Overdue</Badge>}
      </p>
    );
  }
  return (
    <p className="mt-1 text-sm text-ink-3 [overflow-wrap:anywhere]">
      {review.verdict === "justified" ? "Justified" : "Not justified"}
      {review.by && (
        <>
          , <PersonName person={review.by} />
        </>
      )}
      : “{review.comment}”
    </p>
  );
}
