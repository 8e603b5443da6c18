import { Moon } from "lucide-react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { refileHref } from "#components/requests/refile-href.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";

/** Says that nobody was seen using it for a month, and what can be done; nothing while somebody does, or nobody knows. */
export function IdleCallout({ resource }: { resource: ResourceView }) {
  const { usage, requestId, template } = resource;
  if (!usage.idle || usage.unusedSince === null) return null;
  return (
    <Callout
      tone="idle"
      icon={Moon}
      title="Nobody seems to use it"
      action={<ButtonLink href={refileHref({ id: requestId, template })}>Ask for a smaller one</ButtonLink>}
    >
      No connection was seen since <RelativeTime at={usage.unusedSince} />, in a look about every five minutes. Keep it,
      release it, or ask for a smaller one: nothing happens by itself.
    </Callout>
  );
}
