"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { deactivateBodySchema, knownPersonSchema, type KnownPersonView } from "#domain/contracts/person.ts";

/** Deactivates somebody: says first what becomes of what they leave behind. */
export function DeactivateAction({ person }: { person: KnownPersonView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="danger" size="sm" onClick={() => setOpen(true)}>
        Deactivate<span className="sr-only"> {person.name}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Deactivate ${person.name}?`}
        description="They are signed out at once and cannot sign in again. Their votes on what is not built yet count no more."
      >
        <DeactivateForm person={person} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function DeactivateForm({ person, onDone }: { person: KnownPersonView; onDone: () => void }) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = deactivateBodySchema.safeParse({ reason });
    setMissing(!parsed.success);
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    try {
      const path = `/people/${person.id}/deactivate`;
      await callApi({ method: "POST", path, body: parsed.data, answer: knownPersonSchema });
      toasts.add({ title: `${person.name} is deactivated`, description: "What they leave behind is being settled." });
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
      <ul className="list-disc space-y-1 pl-5 text-md text-ink-2">
        <li>{count(person.requests, "open request")} withdrawn.</li>
        <li>
          {count(person.owns, "resource")} to be taken over by the team within 14 days; what nobody takes over is
          frozen.
        </li>
        {person.accountTokens.length > 0 && (
          <li>{count(person.accountTokens.length, "service-account token")} they made go on working: look at them.</li>
        )}
      </ul>
      <Field label="Reason" error={missing ? "Say why: it stands in the record." : undefined}>
        {(control) => (
          <Textarea {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions variant="danger-solid" busy={busy} onCancel={onDone}>
        Deactivate
      </FormActions>
    </form>
  );
}

function count(number: number, noun: string): string {
  if (number === 0) return `No ${noun}`;
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}
