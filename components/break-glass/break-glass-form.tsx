"use client";

import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { useRepeatKey } from "#components/api/use-repeat-key.ts";
import { glassDraft } from "#components/break-glass/glass-draft.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemOrSignIn } from "#components/patterns/sign-in-again.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { breakGlassBodySchema, emergencySchema, type EmergencyView } from "#domain/contracts/break-glass.ts";

const reasonCharactersMax = 500;
const minuteChoices = [15, 30, 60];

interface BreakGlassFormProps {
  resourceId: string;
  offer: { readonly persons: 1 | 2; readonly minutesMax: number };
  onDone: (emergency: EmergencyView) => void;
  onCancel: () => void;
}

/** Why, for which incident, and for how long. */
export function BreakGlassForm({ resourceId, offer, onDone, onCancel }: BreakGlassFormProps) {
  const { persons, minutesMax } = offer;
  const [values, setValues] = useState(
    () => glassDraft.read(resourceId) ?? { reason: "", incident: "", minutes: String(minutesMax) },
  );
  const [errors, setErrors] = useState<Readonly<Record<string, string | undefined>>>({});
  const [busy, setBusy] = useState(false);
  const keyOf = useRepeatKey();
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const { reason, incident, minutes } = values;
    const parsed = breakGlassBodySchema.safeParse({ reason, incident, ttlMinutes: Number(minutes) });
    setErrors({
      reason: reason.trim() === "" ? "Say what is wrong." : undefined,
      incident: parsed.error?.issues.find(({ path }) => path[0] === "incident")?.message,
    });
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    // Kept from here on: the way to a fresh sign-in leaves this page.
    glassDraft.write(resourceId, values);
    try {
      const path = `/resources/${resourceId}/break-glass`;
      const idempotencyKey = keyOf(parsed.data);
      onDone(await callApi({ method: "POST", path, body: parsed.data, idempotencyKey, answer: emergencySchema }));
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="Incident" hint="Its id in your incident system, as INC-1234." error={errors.incident}>
        {(control) => (
          <Input
            {...control}
            value={values.incident}
            onChange={(event) => set({ incident: event.target.value })}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Field label="Reason" hint="Everybody who is told reads it." error={errors.reason}>
        {(control) => (
          <Textarea
            {...control}
            maxLength={reasonCharactersMax}
            value={values.reason}
            onChange={(event) => set({ reason: event.target.value })}
          />
        )}
      </Field>
      <Field label="For" hint="Then the login ends and the owner's credential is made anew.">
        {(control) => (
          <Select
            {...control}
            choices={choicesUpTo(minutesMax)}
            value={values.minutes}
            onValueChange={(minutes) => set({ minutes })}
          />
        )}
      </Field>
      {error !== null && <ProblemOrSignIn error={error} returnTo={`/resources/${resourceId}`} />}
      <FormActions variant="danger-solid" busy={busy} onCancel={onCancel}>
        {persons === 2 ? "Ask a second person" : "Get access now"}
      </FormActions>
    </form>
  );
}

function choicesUpTo(minutesMax: number) {
  const minutes = [...new Set([...minuteChoices.filter((choice) => choice < minutesMax), minutesMax])];
  return minutes.map((value) => ({ value: String(value), label: value === 60 ? "1 hour" : `${value} minutes` }));
}
