"use client";

import { useState, type FormEvent } from "react";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import type { Choice } from "#components/ui/choice.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { EventChoice } from "#components/webhooks/event-choice.tsx";
import type { WebhookEventType } from "#domain/webhooks/webhook-event-types.ts";

/** What the fields of a webhook hold. */
export interface WebhookDraft {
  /** `everyTeamChoice`: every team. */
  readonly team: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly WebhookEventType[];
}

interface WebhookFormProps {
  readonly initial: WebhookDraft;
  /** The teams to choose from; null: its team stays. */
  readonly teams: readonly Choice[] | null;
  readonly submitLabel: string;
  /** Sends it; the form keeps the error in sight when it throws. */
  readonly onSubmit: (draft: WebhookDraft) => Promise<void>;
  readonly onCancel: () => void;
}

const descriptionCharactersMax = 500;

/** The fields of a webhook, new or known. */
export function WebhookForm({ initial, teams, submitLabel, onSubmit, onCancel }: WebhookFormProps) {
  const [draft, setDraft] = useState(initial);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<WebhookDraft>) => setDraft((before) => ({ ...before, ...change }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const missing = [draft.url.trim() === "" && "url", draft.events.length === 0 && "events"].filter(
      (name) => name !== false,
    );
    setWrong(missing);
    if (missing.length > 0 || busy) return;
    setBusy(true);
    setError(null);
    try {
      await onSubmit({ ...draft, url: draft.url.trim() });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {teams && (
        <Field label="Team" hint="It is told what happens to things of this team.">
          {(control) => (
            <Select {...control} choices={teams} value={draft.team} onValueChange={(team) => set({ team })} />
          )}
        </Field>
      )}
      <Field
        label="URL"
        hint="Begins with https:// and is an address of the public Internet."
        error={wrong.includes("url") ? "Say where to." : undefined}
      >
        {(control) => (
          <Input
            {...control}
            value={draft.url}
            onChange={(event) => set({ url: event.target.value })}
            placeholder="https://hooks.example.com/latchkey"
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Field label="What it is for" optional>
        {(control) => (
          <Textarea
            {...control}
            maxLength={descriptionCharactersMax}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <Field kind="group" label="Events" error={wrong.includes("events") ? "Choose at least one." : undefined}>
        {({ id: _, "aria-invalid": __, ...group }) => (
          <div role="group" {...group}>
            <EventChoice chosen={draft.events} onChange={(events) => set({ events })} />
          </div>
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions busy={busy} onCancel={onCancel}>
        {submitLabel}
      </FormActions>
    </form>
  );
}
