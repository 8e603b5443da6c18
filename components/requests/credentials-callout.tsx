import { ExternalLink, KeyRound, ShieldCheck, TriangleAlert } from "lucide-react";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { GrantView } from "#domain/contracts/grant.ts";
import type { Person } from "#domain/contracts/request.ts";

interface CredentialsCalloutProps {
  grant: GrantView;
  /** The person the credential is for, by name where it is known. */
  recipient: Person;
  viewerSubject: string;
}

/** What to do about the newest credential: reveal it, wait for its recipient, or what became of it. */
export function CredentialsCallout({ grant, recipient, viewerSubject }: CredentialsCalloutProps) {
  const mine = grant.recipient.subject === viewerSubject;
  const name = recipient.name ?? grant.recipient.email ?? "its recipient";
  switch (grant.state) {
    case "pending":
    case "claiming":
      return mine ? <Reveal grant={grant} /> : <Waiting grant={grant} name={name} />;
    case "unconfirmed":
      return <Unconfirmed grant={grant} name={name} mine={mine} />;
    case "revealed":
    case "confirmed":
      return (
        <Callout
          tone="good"
          icon={ShieldCheck}
          title={mine ? "Ready, and you have the credentials" : `Ready. The credentials were revealed to ${name}.`}
          action={<ButtonLink href={`/resources/${grant.resourceId}`}>Go to the resource</ButtonLink>}
        >
          They were shown once and are kept nowhere here.
          {mine && (
            <>
              {" "}
              <NotMe grant={grant} />
            </>
          )}
        </Callout>
      );
    case "expired":
    case "revoked":
      return (
        <Callout tone="idle" icon={TriangleAlert} title="The credentials have ended">
          {grant.state === "expired" ? "Nobody opened them in time, so the access itself ends." : "They were revoked."}{" "}
          The data is kept:{" "}
          <Link href={`/resources/${grant.resourceId}`} className="link">
            see the resource
          </Link>{" "}
          for a new credential.
        </Callout>
      );
  }
}

function Reveal({ grant }: { grant: GrantView }) {
  return (
    <Callout
      tone="wait"
      icon={KeyRound}
      role="status"
      title="Your credentials are ready"
      action={
        <a
          href={grant.url}
          target="_blank"
          rel="noopener noreferrer"
          className={buttonClass({ variant: "primary", size: "lg" })}
        >
          Reveal credentials
          <ExternalLink aria-hidden />
          <span className="sr-only">(opens in a new tab)</span>
        </a>
      }
    >
      They are shown once, in one browser, and only to you. Unopened, they expire <RelativeTime at={grant.expiresAt} />.
    </Callout>
  );
}

function Waiting({ grant, name }: { grant: GrantView; name: string }) {
  return (
    <Callout tone="wait" icon={KeyRound} role="status" title={`The credentials are for ${name}`}>
      Only {name} can open them. Unopened, they expire <RelativeTime at={grant.expiresAt} />.
    </Callout>
  );
}

function Unconfirmed({ grant, name, mine }: { grant: GrantView; name: string; mine: boolean }) {
  return (
    <Callout
      tone="wait"
      icon={TriangleAlert}
      title={mine ? "Nothing says that the credentials arrived" : `Nothing says that the credentials reached ${name}`}
      action={<ButtonLink href={`/resources/${grant.resourceId}`}>Make a new credential</ButtonLink>}
    >
      They were sent once and cannot be shown again. {mine && <NotMe grant={grant} />}
    </Callout>
  );
}

function NotMe({ grant }: { grant: GrantView }) {
  return (
    <a href={grant.url} target="_blank" rel="noopener noreferrer" className="link">
      That was not me
      <span className="sr-only"> (opens in a new tab)</span>
    </a>
  );
}
