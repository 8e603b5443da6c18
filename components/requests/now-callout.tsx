import { Ban, CircleDashed, CircleSlash, Clock, Hammer, ShieldCheck, TriangleAlert, Undo2 } from "lucide-react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { CredentialsCallout } from "#components/requests/credentials-callout.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { RequestView } from "#domain/contracts/request.ts";
import { bindingEntry } from "#domain/guardrails/binding-entry.ts";

interface NowCalloutProps {
  request: RequestView;
  /** False for the moment between a new state and what the server says with it. */
  settled: boolean;
  viewerSubject: string;
  /** Where to file it again; null when the template is no longer offered. */
  refileHref: string | null;
  /** What is being done this moment, in the newest words of the history. */
  progress: string | null;
}

/** How the request stands and what comes next, in one or two sentences. */
export function NowCallout(props: NowCalloutProps) {
  const { request } = props;
  return (
    <div className="flex flex-col gap-3">
      {request.blockedReason && (
        <Callout tone="bad" icon={TriangleAlert} role="alert" title="Blocked">
          {request.blockedDetail}
        </Callout>
      )}
      <StateCallout {...props} />
    </div>
  );
}

function StateCallout({ request, settled, viewerSubject, refileHref, progress }: NowCalloutProps) {
  const again = refileHref && <ButtonLink href={refileHref}>Change and file again</ButtonLink>;
  switch (request.state) {
    case "denied":
      return (
        <Callout tone="bad" icon={Ban} title="A guardrail does not allow this" action={again}>
          {bindingEntry(request.decision)?.message}
        </Callout>
      );
    case "pending_approval":
      return (
        <Callout tone="wait" icon={Clock} role="status" title={`Waiting for ${waitsFor(request)}`}>
          {dueWords(request)} It never passes by itself.
        </Callout>
      );
    case "approved":
      if (request.blockedReason !== null) return null;
      return (
        <Callout tone="busy" icon={Hammer} role="status" title="Approved">
          A worker takes it up in a moment.
        </Callout>
      );
    case "provisioning":
      return (
        <Callout
          tone="busy"
          icon={Hammer}
          role="status"
          title={request.about === null ? "Being built" : "Being destroyed"}
        >
          {progress ?? "This takes a few seconds."}
        </Callout>
      );
    case "fulfilled":
      if (request.about !== null) return <Done request={request} about={request.about} />;
      return <Fulfilled request={request} settled={settled} viewerSubject={viewerSubject} />;
    case "rejected":
      return (
        <Callout tone="bad" icon={CircleSlash} title="Rejected" action={again}>
          {rejection(request)}
        </Callout>
      );
    case "withdrawn":
      return (
        <Callout tone="idle" icon={Undo2} title="Withdrawn" action={again}>
          It was taken back; nothing was left behind.
        </Callout>
      );
    case "expired":
      return (
        <Callout tone="idle" icon={CircleDashed} title="Expired" action={again}>
          It was not decided or not built in time.
        </Callout>
      );
    case "failed":
      return (
        <Callout
          tone="bad"
          icon={TriangleAlert}
          role="alert"
          title={request.about === null ? "It could not be built" : "Nothing came of it"}
          action={again}
        >
          {progress ?? "What was begun has been removed again; nothing was left behind."}
        </Callout>
      );
  }
}

function Fulfilled({
  request,
  settled,
  viewerSubject,
}: Pick<NowCalloutProps, "request" | "settled" | "viewerSubject">) {
  const grant = request.grants.findLast(({ emergencyUntil }) => emergencyUntil === null);
  if (grant === undefined && !settled) return <Callout tone="good" icon={ShieldCheck} title="Built and proven" />;
  if (grant === undefined) {
    return (
      <Callout
        tone="good"
        icon={ShieldCheck}
        title="Ready"
        action={
          request.resource && <ButtonLink href={`/resources/${request.resource.id}`}>Go to the resource</ButtonLink>
        }
      />
    );
  }
  return (
    <CredentialsCallout
      grant={grant}
      recipient={request.onBehalfOf ?? request.requester}
      viewerSubject={viewerSubject}
    />
  );
}

/** What became of a thing that exists. */
function Done({ request, about }: { request: RequestView; about: NonNullable<RequestView["about"]> }) {
  const action = request.resource && (
    <ButtonLink href={`/resources/${request.resource.id}`}>Go to the resource</ButtonLink>
  );
  if (about.kind === "destroy") {
    return <Callout tone="good" icon={ShieldCheck} title="Destroyed, and its absence proven" action={action} />;
  }
  return (
    <Callout tone="good" icon={ShieldCheck} title="Extended" action={action}>
      {about.expiresAt !== null && (
        <>
          It lasts until <time dateTime={about.expiresAt}>{about.expiresAt.slice(0, 10)}</time>.
        </>
      )}
    </Callout>
  );
}

function openStage({ approval }: RequestView) {
  return approval?.stages.find(({ state }) => state === "waiting");
}

/** What happens when the stage that waits is due. */
function dueWords(request: RequestView) {
  const stage = openStage(request);
  if (!stage?.dueAt) return "It expires if nobody decides.";
  const at = <RelativeTime at={stage.dueAt} />;
  if (stage.escalated || stage.escalateTo.length === 0) return <>It expires {at} if nobody decides.</>;
  return (
    <>
      If nobody decides, {stage.escalateTo.join(" or ")} will be asked as well {at}.
    </>
  );
}

function waitsFor(request: RequestView): string {
  const open = openStage(request);
  if (open === undefined) return "approval";
  if (open.groups.length === 0) return "approval, but nobody is named to give it";
  return `approval by ${open.groups.join(" or ")}`;
}

function rejection({ approval }: RequestView): string {
  const vote = approval?.stages.flatMap((stage) => stage.votes).find(({ verdict }) => verdict === "reject");
  if (vote === undefined) return "An approver said no.";
  const who = vote.by.name ?? vote.by.email ?? "An approver";
  return vote.comment === "" ? `${who} said no.` : `${who}: “${vote.comment}”`;
}
