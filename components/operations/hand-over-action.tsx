"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { handOverBodySchema, operationSchema, type OperationView } from "#domain/contracts/operation.ts";

/** Gives a run to a named person of the platform, with a note. */
export function HandOverAction({ item }: { item: OperationView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button disabledReason={item.can.handOver} onClick={() => setOpen(true)}>
        Hand over<span className="sr-only">: {item.name}</span>
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Hand ${item.name} over`}
        description="They are told, and everybody sees here who has it."
      >
        <HandOverForm item={item} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function HandOverForm({ item, onDone }: { item: OperationView; onDone: () => void }) {
  const router = useRouter();
  const [to, setTo] = useState(item.handover?.to.email ?? "");
  const [note, setNote] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const parsed = handOverBodySchema.safeParse({ to, note });

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    try {
      const path = `/operations/${item.id}/hand-over`;
      await callApi({ method: "POST", path, body: parsed.data, answer: operationSchema });
      toasts.add({ title: `Handed over to ${to}` });
      onDone();
      router.refresh();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  const wrong = (field: string) => tried && parsed.error?.issues.some(({ path }) => path[0] === field);
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="To" error={wrong("to") ? "The e-mail of somebody of the platform." : undefined}>
        {(control) => (
          <Input
            {...control}
            type="email"
            value={to}
            onChange={(event) => setTo(event.target.value)}
            autoComplete="off"
          />
        )}
      </Field>
      <Field label="Note" error={wrong("note") ? "Say what they need to know." : undefined}>
        {(control) => (
          <Textarea {...control} maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions busy={busy} onCancel={onDone}>
        Hand over
      </FormActions>
    </form>
  );
}
