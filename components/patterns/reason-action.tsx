"use client";

import { useState, type FormEvent, type ReactNode } from "react";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

interface ReasonActionProps {
  /** The button's words, used again in the window. */
  label: string;
  title: string;
  description: ReactNode;
  disabledReason?: string | null;
  variant?: ButtonLook["variant"];
  size?: ButtonLook["size"];
  /** Does the work; the window stays open with the error when it throws. */
  onConfirm: (reason: string) => Promise<void>;
}

/** A button for what a person answers for: says what will happen, and does it only with a reason. */
export function ReasonAction(props: ReasonActionProps) {
  const [open, setOpen] = useState(false);
  const { label, title, description, disabledReason, variant, size } = props;
  return (
    <>
      <Button
        variant={variant ?? "secondary"}
        size={size}
        disabledReason={disabledReason}
        onClick={() => setOpen(true)}
      >
        {label}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={title} description={description}>
        <ReasonForm {...props} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ReasonForm({ label, variant, onConfirm, onDone }: ReasonActionProps & { onDone: () => void }) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(reason.trim() === "");
    if (reason.trim() === "" || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onConfirm(reason.trim());
      onDone();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="Reason" error={missing ? "Say why: it stands in the record." : undefined}>
        {(control) => (
          <Textarea {...control} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions variant={variant === "danger" ? "danger-solid" : "primary"} busy={busy} onCancel={onDone}>
        {label}
      </FormActions>
    </form>
  );
}
