import { CalendarClock, Hourglass, Snowflake } from "lucide-react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { ExtendButton } from "#components/resources/extend-button.tsx";
import { ExtensionLength } from "#components/resources/extension-length.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { Outcome } from "#domain/contracts/decision.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";

/** What an extension by one click would do. */
interface Offer {
  readonly lifetimeHours: number;
  readonly lengths: readonly number[];
  readonly until: string;
  readonly outcome: Outcome;
  readonly disabledReason: string | null;
}

interface EndCalloutProps {
  resource: ResourceView;
  offer: Offer | null;
  /** Whether its end is near, or somebody came to extend it. */
  isNear: boolean;
}

/** Says what waits about its end, that its end is near, or that it has come; and what can be done about it. */
export function EndCallout({ resource, offer, isNear }: EndCalloutProps) {
  return (
    <>
      {resource.pendingRequests.map((request) => (
        <Waiting key={request.id} resource={resource} request={request} />
      ))}
      {isNear && offer !== null && <Near resource={resource} offer={offer} />}
      <Over resource={resource} />
    </>
  );
}

interface WaitingProps {
  resource: ResourceView;
  request: ResourceView["pendingRequests"][number];
}

function Waiting({ resource: { name, state }, request: { id, kind, state: asked } }: WaitingProps) {
  const action = <ButtonLink href={`/requests/${id}`}>Open the request</ButtonLink>;
  if (kind === "extend") {
    return (
      <Callout tone="wait" icon={Hourglass} role="status" title="Its extension waits for a human" action={action}>
        Until somebody agrees its end stays where it is.
        {state === "frozen" && " Once they do, it is restored with a new credential."}
      </Callout>
    );
  }
  if (asked === "provisioning") return null;
  return (
    <Callout tone="wait" icon={Hourglass} role="status" title="Its destruction waits for a human" action={action}>
      {state === "frozen"
        ? `${name} stays frozen, with its data, until somebody agrees. It can be restored until then.`
        : `${name} works on as before until somebody agrees.`}
    </Callout>
  );
}

function Near({ resource: { id, expiresAt }, offer }: { resource: ResourceView; offer: Offer }) {
  if (expiresAt === null) return null;
  return (
    <Callout
      tone="wait"
      icon={CalendarClock}
      title={
        <>
          It expires <RelativeTime at={expiresAt} />
        </>
      }
      action={
        <span className="flex flex-wrap items-center gap-2">
          <ExtensionLength lengths={offer.lengths} chosen={offer.lifetimeHours} />
          <ExtendButton {...askFor(id, offer)} variant="primary" />
        </span>
      }
    >
      Then every access to it ends, and the data is kept for a while. {offerWords(offer)}
    </Callout>
  );
}

/** The same by one click, where nothing presses: what it does is said beside it. */
export function ExtendOffer({ id, offer }: { id: string; offer: Offer }) {
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1">
      {offer.disabledReason === null && <span className="text-sm text-ink-3">{shortWords(offer)}</span>}
      <ExtensionLength lengths={offer.lengths} chosen={offer.lifetimeHours} />
      <ExtendButton {...askFor(id, offer)} size="sm" />
    </span>
  );
}

function askFor(resourceId: string, offer: Offer) {
  const { lifetimeHours, disabledReason } = offer;
  return { resourceId, lifetimeHours, label: labelOf(offer), disabledReason };
}

function labelOf({ outcome }: Offer): string {
  return outcome === "auto" ? "Extend" : "Ask to extend";
}

function shortWords({ until, outcome }: Offer): string {
  if (outcome === "deny") return "not allowed today";
  return `until ${until.slice(0, 10)}, ${outcome === "auto" ? "free once" : "a human decides"}`;
}

/** Says what one click does. */
function offerWords({ until, outcome, disabledReason }: Offer) {
  if (disabledReason !== null) return disabledReason;
  const day = <time dateTime={until}>{until.slice(0, 10)}</time>;
  switch (outcome) {
    case "auto":
      return <>One click extends it until {day}, free this once.</>;
    case "needs_approval":
      return <>An extension until {day} has to be agreed to by a human.</>;
    case "deny":
      return <>Today’s guardrails do not allow an extension; asking says why.</>;
  }
}

function Over({ resource: { state, expiresAt, restoreUntil, blockedReason } }: { resource: ResourceView }) {
  if (state !== "frozen" || expiresAt === null || Date.parse(expiresAt) > Date.now()) return null;
  const waits = blockedReason === "destroy_needs_approval";
  return (
    <Callout tone="wait" icon={Snowflake} title="Its time is over">
      Every access to it has ended, the data is kept. Restoring it gives it a new lifetime, which counts as an
      extension.
      {restoreUntil !== null && !waits && (
        <>
          {" "}
          It is destroyed <RelativeTime at={restoreUntil} /> otherwise.
        </>
      )}
    </Callout>
  );
}
