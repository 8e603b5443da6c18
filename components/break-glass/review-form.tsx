"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { RadioCards } from "#components/ui/radio-cards.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { emergencySchema, reviewBodySchema, type EmergencyView } from "#domain/contracts/break-glass.ts";

const commentCharactersMax = 1000;

const verdicts = [
  { value: "justified", label: "Justified", hint: "There was an emergency, and this was the way." },
  { value: "not_justified", label: "Not justified", hint: "Security is told at once." },
];

/** Asks whether a use of emergency access was justified. */
export function ReviewForm({ emergency }: { emergency: EmergencyView }) {
  const [open, setOpen] = useState(false);
  const { by, resource, incident } = emergency;
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        Review
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Was it justified?"
        description={`${by.name ?? by.email ?? "Somebody"} had emergency access to ${resource.name}: incident ${incident}.`}
      >
        <Verdict id={emergency.id} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Verdict({ id, onDone }: { id: string; onDone: () => void }) {
  const router = useRouter();
  const [verdict, setVerdict] = useState<string | null>(null);
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = reviewBodySchema.safeParse({ verdict, comment });
    setMissing(!parsed.success);
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    try {
      await callApi({ method: "POST", path: `/break-glass/${id}/review`, body: parsed.data, answer: emergencySchema });
      toasts.add({ title: "Reviewed", description: "What you said is in the history of the resource." });
      onDone();
      router.refresh();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="Verdict" kind="group" error={missing && verdict === null ? "Choose one." : undefined}>
        {({ id: _, ...control }) => (
          <RadioCards {...control} choices={verdicts} value={verdict} onValueChange={setVerdict} />
        )}
      </Field>
      <Field label="Comment" error={missing && comment.trim() === "" ? "Say why in a sentence." : undefined}>
        {(control) => (
          <Textarea
            {...control}
            maxLength={commentCharactersMax}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions busy={busy} onCancel={onDone}>
        Send the review
      </FormActions>
    </form>
  );
}
