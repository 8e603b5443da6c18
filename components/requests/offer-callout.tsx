"use client";

import { Scissors } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ChangeList } from "#components/decisions/change-list.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { offerChanges } from "#components/requests/offer-changes.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { requestSchema, type AcceptBody, type CounterOffer, type RequestView } from "#domain/contracts/request.ts";

interface OfferCalloutProps {
  request: RequestView;
  offer: CounterOffer;
  /** Whether the offer is made to who looks: they, or a bot for them, asked for it. */
  own: boolean;
  disabledReason: string | null;
}

/** What an approver would rather see, beside what was asked for, and the button that takes it. */
export function OfferCallout({ request, offer, own, disabledReason }: OfferCalloutProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const who = offer.by.name ?? offer.by.email ?? "An approver";

  async function accept() {
    setBusy(true);
    setError(null);
    try {
      const body: AcceptBody = { digest: request.digest, offer: offer.digest };
      const path = `/requests/${request.id}/accept`;
      const { state } = await callApi({ method: "POST", path, body, answer: requestSchema });
      toasts.add({
        title: `You accepted the offer${state === "pending_approval" ? ": it waits for its approval" : ""}`,
      });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
      router.refresh();
    }
  }

  return (
    <Callout
      tone="busy"
      icon={Scissors}
      role="status"
      title={own ? `${who} offers you less` : `${who} offered less`}
      action={
        <Button variant="primary" busy={busy} disabledReason={disabledReason} onClick={() => void accept()}>
          Accept the offer
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {offer.comment && (
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
            “{offer.comment}” <RelativeTime at={offer.at} />
          </p>
        )}
        <ChangeList title="What would change" changes={offerChanges(request, offer.changes)} />
        <p>
          {own
            ? "Accepted, it is decided anew. Or leave it: what you asked for can still be approved."
            : "It is for the requester to accept. What was asked for can still be approved."}
        </p>
        {error !== null && <ProblemCallout error={error} />}
      </div>
    </Callout>
  );
}
