"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { CounterFields } from "#components/requests/counter-fields.tsx";
import { offerDraft, type OfferValues } from "#components/requests/offer-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { NarrowPlace } from "#domain/approvals/narrow-request.ts";
import { requestSchema, type DecideBody, type RequestView } from "#domain/contracts/request.ts";

const commentCharactersMax = 2000;

interface CounterFormProps {
  request: RequestView;
  place: NarrowPlace;
  onDone: () => void;
}

/** Where an approver offers less of the same: what was asked for is filled in, and only less of it is taken. */
export function CounterForm({ request, place, onDone }: CounterFormProps) {
  const router = useRouter();
  const { lifetimeHours, delivery, parameters } = request;
  const [values, setValues] = useState<OfferValues>({ lifetimeHours, delivery, parameters });
  const [comment, setComment] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { changes, wrong } = offerDraft(request, values, place);
  const nothing = tried && changes.length === 0 ? "Change something: an offer asks for less." : null;

  async function offer() {
    setTried(true);
    if (changes.length === 0 || Object.keys(wrong).length > 0) return;
    setBusy(true);
    setError(null);
    try {
      const body: DecideBody = {
        verdict: "counter",
        comment: comment.trim(),
        digest: request.digest,
        changes: [...changes],
      };
      await callApi({ method: "POST", path: `/requests/${request.id}/decisions`, body, answer: requestSchema });
      toasts.add({ title: "Your offer is made", description: "The requester is told and can accept it." });
      onDone();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
      router.refresh();
    }
  }

  return (
    <form
      aria-label="Offer less instead"
      onSubmit={(event) => {
        event.preventDefault();
        void offer();
      }}
      className="flex flex-col gap-4 border-t border-line p-4"
    >
      <p className="text-md text-ink-2">
        Only less can be offered. The requester accepts it or not; votes that were cast start again.
      </p>
      <CounterFields values={values} onChange={setValues} place={place} wrong={tried ? wrong : {}} request={request} />
      <Field label="Why" hint="The requester reads this with your offer.">
        {(attributes) => (
          <Textarea
            {...attributes}
            maxLength={commentCharactersMax}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {nothing && (
        <p role="alert" className="text-sm text-bad-ink">
          {nothing}
        </p>
      )}
      {error !== null && <ProblemCallout error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          Make the offer
        </Button>
        <Button onClick={onDone}>Cancel</Button>
      </div>
    </form>
  );
}
