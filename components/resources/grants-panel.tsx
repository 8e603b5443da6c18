import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import type { GrantView } from "#domain/contracts/grant.ts";

/** Who was or is to be given a credential, newest generation first; never what it is. */
export function GrantsPanel({ grants, viewerSubject }: { grants: readonly GrantView[]; viewerSubject: string }) {
  return (
    <Panel title="Credentials">
      {grants.length === 0 ? (
        <p className="px-4 py-6 text-md text-ink-3">None has been issued yet.</p>
      ) : (
        <ul className="divide-y divide-line">
          {grants
            .toSorted((a, b) => b.generation - a.generation)
            .map((grant) => (
              <GrantRow key={grant.id} grant={grant} viewerSubject={viewerSubject} />
            ))}
        </ul>
      )}
    </Panel>
  );
}

function GrantRow({ grant, viewerSubject }: { grant: GrantView; viewerSubject: string }) {
  const waiting = grant.state === "pending" || grant.state === "claiming";
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0">
        <p className="text-md [overflow-wrap:anywhere]">
          Generation {grant.generation}
          {grant.access === "read-only" && ", reads and never writes,"} for{" "}
          {grant.recipient.email ?? grant.recipient.subject}
          {grant.emergencyUntil !== null && ", emergency access"}
        </p>
        {!waiting && <Ending grant={grant} mine={grant.recipient.subject === viewerSubject} />}
        {waiting && (
          <p className="text-sm text-ink-3">
            unopened, expires <RelativeTime at={grant.expiresAt} />
          </p>
        )}
        {grant.revealedAt !== null && (
          <p className="text-sm text-ink-3">
            received <RelativeTime at={grant.revealedAt} />
          </p>
        )}
      </div>
      <div className="flex items-center gap-2">
        <StateBadge of="grant" state={grant.state} />
        {waiting && grant.recipient.subject === viewerSubject && (
          <a
            href={grant.url}
            target="_blank"
            rel="noopener noreferrer"
            className={buttonClass({ variant: "primary", size: "sm" })}
          >
            Reveal credentials
            <span className="sr-only">(opens in a new tab)</span>
          </a>
        )}
      </div>
    </li>
  );
}

const opened = ["revealed", "confirmed", "unconfirmed"];

/** Whether it still lets somebody in, and where its recipient says that it was somebody else. */
function Ending({ grant, mine }: { grant: GrantView; mine: boolean }) {
  if (grant.endedAt !== null) {
    return (
      <p className="text-sm text-ink-3">
        access ended <RelativeTime at={grant.endedAt} />
      </p>
    );
  }
  if (grant.draining !== null) {
    return (
      <p className="text-sm text-ink-3">
        overtaken, ends at the latest <RelativeTime at={grant.draining.until} />
      </p>
    );
  }
  if (!opened.includes(grant.state)) return <p className="text-sm text-ink-3">its access is being ended</p>;
  if (!mine) return null;
  return (
    <a href={grant.url} target="_blank" rel="noopener noreferrer" className="link text-sm">
      That was not me
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
