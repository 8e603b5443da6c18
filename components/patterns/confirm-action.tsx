"use client";

import { useState, type FormEvent, type ReactNode } from "react";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

interface ConfirmActionProps {
  /** The button's words, used again in the window. */
  label: string;
  title: string;
  description: ReactNode;
  /** When given, the action waits until exactly this was typed. */
  typed?: string;
  disabledReason?: string | null;
  variant?: ButtonLook["variant"];
  icon?: ReactNode;
  /** Does the work; the window stays open with the error when it throws. */
  onConfirm: () => Promise<void>;
}

/** A button for what cannot be taken back: says what will happen, asks once, keeps the error in sight. */
export function ConfirmAction(props: ConfirmActionProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={props.variant ?? "danger"} disabledReason={props.disabledReason} onClick={() => setOpen(true)}>
        {props.icon}
        {props.label}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={props.title} description={props.description}>
        <ConfirmForm {...props} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function ConfirmForm({ label, typed, onConfirm, onDone }: ConfirmActionProps & { onDone: () => void }) {
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const matches = typed === undefined || text === typed;

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!matches || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onConfirm();
      onDone();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {typed !== undefined && (
        <Field label={`Type ${typed} to confirm`}>
          {(control) => (
            <Input
              {...control}
              value={text}
              onChange={(event) => setText(event.target.value)}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              className="font-mono"
            />
          )}
        </Field>
      )}
      {error !== null && <ProblemCallout error={error} />}
      <div className="flex flex-row-reverse justify-start gap-2">
        <Button
          type="submit"
          variant="danger-solid"
          busy={busy}
          disabledReason={matches ? null : `Type ${typed} first.`}
        >
          {label}
        </Button>
        <Button variant="quiet" onClick={onDone}>
          Keep it
        </Button>
      </div>
    </form>
  );
}
