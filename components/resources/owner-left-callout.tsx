"use client";

import { UserRoundX } from "lucide-react";
import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { resourceSchema, type ResourceView } from "#domain/contracts/resource.ts";

interface OwnerLeftCalloutProps {
  resource: ResourceView;
  disabledReason: string | null;
}

/** Says that its owner has left, until when somebody of the team can take it over, and lets them. */
export function OwnerLeftCallout({ resource, disabledReason }: OwnerLeftCalloutProps) {
  const router = useRouter();
  const { id, name, owner, ownerLeft, state } = resource;
  if (ownerLeft === null || state === "destroying" || state === "destroyed") return null;

  async function takeOver() {
    await callApi({ method: "POST", path: `/resources/${id}/take-over`, body: {}, answer: resourceSchema });
    toasts.add({
      title: `${name} is yours`,
      description: "Your credential is being made. You get a mail with the link.",
    });
    router.refresh();
  }

  const action = (
    <ConfirmAction
      label="Take over"
      variant="primary"
      title={`Take over ${name}?`}
      description="You own it from now on, and a new credential is made for you. The one before works on until you have opened the new one."
      disabledReason={disabledReason}
      onConfirm={takeOver}
    />
  );
  const left = (
    <>
      <PersonName person={owner} /> left <RelativeTime at={ownerLeft.at} />.
    </>
  );
  if (ownerLeft.takeOverUntil === null) {
    return (
      <Callout tone="wait" icon={UserRoundX} title="Frozen: its owner has left" action={action}>
        {left} Nobody of the team has taken it over. Whoever does restores it.
      </Callout>
    );
  }
  return (
    <Callout
      tone="wait"
      icon={UserRoundX}
      action={action}
      title={
        <>
          Its owner has left: take over until{" "}
          <time dateTime={ownerLeft.takeOverUntil}>{ownerLeft.takeOverUntil.slice(0, 10)}</time>
        </>
      }
    >
      {left} If nobody of the team does, it is frozen <RelativeTime at={ownerLeft.takeOverUntil} />.
    </Callout>
  );
}
