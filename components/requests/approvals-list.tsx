import { Link } from "#components/ui/link.tsx";
import { formatHours } from "#components/patterns/format-hours.ts";
import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import type { RequestView } from "#domain/contracts/request.ts";

/** What waits for one person, oldest need in plain sight: who wants what, where, why, and which rule asks. */
export function ApprovalsList({ requests }: { requests: readonly RequestView[] }) {
  return (
    <ul aria-label="Waiting for you" className="flex flex-col gap-2">
      {requests.map((request) => (
        <ApprovalRow key={request.id} request={request} />
      ))}
    </ul>
  );
}

function ApprovalRow({ request }: { request: RequestView }) {
  const asking = request.decision.trace.filter(({ result }) => result === "needs_approval" || result === "error");
  return (
    <li className="panel relative flex flex-wrap items-start gap-x-6 gap-y-3 p-4 transition-colors hover:border-line-strong">
      <div className="min-w-0 flex-[1_1_24rem]">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-lg">
            <Link
              href={`/requests/${request.id}`}
              data-row-link
              className="after:absolute after:inset-0 after:rounded-lg focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-offset-2 focus-visible:after:outline-focus"
            >
              {request.name}
            </Link>
          </h2>
          <Badge tone="plain">
            <EnvironmentName id={request.environment} />
          </Badge>
          <Badge tone="plain">{request.classification}</Badge>
          <KeyProfile digest={request.digest} />
        </div>
        <p className="mt-1.5 line-clamp-2 max-w-prose text-md [overflow-wrap:anywhere]">{request.purpose}</p>
        <p className="mt-1.5 text-sm text-ink-3">
          <PersonName person={request.onBehalfOf ?? request.requester} /> for <TeamName id={request.team} /> ·{" "}
          {request.template.id} · {formatHours(request.lifetimeHours)}
          {request.onBehalfOf !== null && (
            <>
              {" "}
              · asked by <PersonName person={request.requester} />
            </>
          )}
        </p>
        {asking.map((entry) => (
          <p key={entry.rule} className="mt-1 text-sm text-ink-2">
            {entry.message}
          </p>
        ))}
      </div>
      <div className="flex flex-col items-end gap-2 text-sm text-ink-3 max-sm:w-full max-sm:flex-row max-sm:items-center max-sm:justify-between">
        <span>
          filed <RelativeTime at={request.createdAt} />
        </span>
        <span aria-hidden className={buttonClass({ size: "sm" })}>
          Review
        </span>
      </div>
    </li>
  );
}
