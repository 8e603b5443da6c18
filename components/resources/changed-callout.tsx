import { ShieldAlert } from "lucide-react";
import type { ReactNode } from "react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { ResourceView } from "#domain/contracts/resource.ts";

/** Says which credential somebody else changed, and what a person can do about it; nothing when none was. */
export function ChangedCallout({ resource, action }: { resource: ResourceView; action: ReactNode }) {
  const changed =
    resource.state === "active" ? resource.grants.filter((grant) => grant.changedElsewhereAt !== null) : [];
  const [first] = changed;
  const noticedAt = first?.changedElsewhereAt ?? null;
  if (noticedAt === null) return null;
  const list = changed.map(({ generation }) => generation).join(", ");
  return (
    <Callout tone="bad" icon={ShieldAlert} role="alert" title="Somebody else changed the secret in use" action={action}>
      Generation {list} is not what was delivered, noticed <RelativeTime at={noticedAt} />. Rotation has stopped and
      nothing was ended. Find out who manages it; a new credential ends what they set.
    </Callout>
  );
}
