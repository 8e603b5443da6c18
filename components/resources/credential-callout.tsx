import { KeyRound, Snowflake, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";

interface CredentialCalloutProps {
  resource: ResourceView;
  /** A rotation that is overdue, when it was due, when it is tried next, and what makes the new credential; null: none is. */
  rotation: { readonly dueAt: string | null; readonly nextAt: string | null; readonly action: ReactNode } | null;
}

/** What stands between the team and a working credential, and what to do about it; nothing when all is well. */
export function CredentialCallout({ resource, rotation }: CredentialCalloutProps) {
  if (resource.reissue !== null && !isEnding(resource)) {
    return (
      <Callout tone="busy" icon={KeyRound} role="status" title="A new credential is being made">
        Its recipient gets a mail with the link in a moment.
      </Callout>
    );
  }
  if (resource.state === "frozen") return <Frozen resource={resource} />;
  const ordinary = resource.grants.filter(({ emergencyUntil }) => emergencyUntil === null);
  const newest = ordinary.toSorted((a, b) => b.generation - a.generation)[0];
  if (resource.state !== "active") return null;
  if (newest?.state === "unconfirmed") {
    return (
      <Callout tone="wait" icon={TriangleAlert} title="Nothing says that the credential arrived">
        It was sent to its recipient and cannot be shown again. If it never arrived, make a new credential: the one
        before works until the new one was opened.
      </Callout>
    );
  }
  if (rotation === null) return null;
  return (
    <Callout tone="wait" icon={KeyRound} title="The rotation of its credential is overdue" action={rotation.action}>
      {rotation.dueAt === null || Date.parse(rotation.dueAt) > Date.now() ? (
        <>Nobody opened the new one in time, so that was ended.</>
      ) : (
        <>
          It is as old as the class of its data allows, since <RelativeTime at={rotation.dueAt} />.
        </>
      )}{" "}
      The one in use works on until a new one has been opened.
      {rotation.nextAt !== null && (
        <>
          {" "}
          Another one is made by itself <RelativeTime at={rotation.nextAt} />.
        </>
      )}
    </Callout>
  );
}

function Frozen({ resource }: { resource: ResourceView }) {
  if (isEnding(resource)) {
    return (
      <Callout tone="busy" icon={Snowflake} role="status" title="Every access is being ended">
        {resource.reissue === null ? "The data is kept." : "A new credential is made as soon as that is proven."}
      </Callout>
    );
  }
  return (
    <Callout tone="wait" icon={Snowflake} title="Frozen: nobody gets in, the data is kept">
      Restore it to make a new credential.
      {resource.restoreUntil !== null && (
        <>
          {" "}
          If nobody does, it is destroyed with its data <RelativeTime at={resource.restoreUntil} />.
        </>
      )}
    </Callout>
  );
}

function isEnding({ state, grants }: ResourceView): boolean {
  return state === "frozen" && grants.some(({ endedAt }) => endedAt === null);
}
