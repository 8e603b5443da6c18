import { Clock, Siren } from "lucide-react";
import { ClockTime } from "#components/break-glass/clock-time.tsx";
import { EmergencyActions } from "#components/break-glass/emergency-actions.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { Callout } from "#components/ui/callout.tsx";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import type { GrantView } from "#domain/contracts/grant.ts";

interface EmergencyCalloutProps {
  emergency: EmergencyView;
  /** What the viewer has to open of their own; null: nothing. */
  grant: GrantView | null;
}

/** Emergency access to a resource as it stands: by whom, until when, why, and what the viewer can do about it. */
export function EmergencyCallout({ emergency, grant }: EmergencyCalloutProps) {
  const { state, by, incident, reason, until, confirmBy } = emergency;
  const isOver = until !== null && Date.parse(until) <= Date.now();
  const actions = (
    <>
      {grant !== null && !isOver && <RevealLink grant={grant} />}
      <EmergencyActions emergency={emergency} returnTo={`/resources/${emergency.resource.id}`} />
    </>
  );
  if (state === "waiting") {
    return (
      <Callout
        tone="wait"
        icon={Clock}
        role="status"
        action={actions}
        title={
          <>
            <PersonName person={by} /> asks for emergency access: incident {incident}
          </>
        }
      >
        A second person has to confirm it
        {confirmBy && (
          <>
            {" "}
            by <ClockTime at={confirmBy} />
          </>
        )}
        . “{reason}”
      </Callout>
    );
  }
  return (
    <Callout
      tone="bad"
      icon={Siren}
      role="status"
      action={actions}
      title={
        isOver ? (
          <>
            Emergency access by <PersonName person={by} /> is ending: incident {incident}
          </>
        ) : (
          <>
            Emergency access by <PersonName person={by} /> until {until && <ClockTime at={until} />}: incident{" "}
            {incident}
          </>
        )
      }
    >
      “{reason}”
    </Callout>
  );
}

function RevealLink({ grant }: { grant: GrantView }) {
  return (
    <a href={grant.url} target="_blank" rel="noopener noreferrer" className={buttonClass({ variant: "primary" })}>
      Reveal credentials
      <span className="sr-only">(opens in a new tab)</span>
    </a>
  );
}
