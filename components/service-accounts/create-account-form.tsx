"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { useRepeatKey } from "#components/api/use-repeat-key.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import type { Choice } from "#components/ui/choice.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { createServiceAccountBodySchema, serviceAccountSchema } from "#domain/contracts/service-account.ts";

const descriptionCharactersMax = 500;
const nameHint = "3 to 25 lower-case letters, digits and hyphens, starting with a letter. It stays taken for ever.";

/** The fields of a new service account; the same words are sent under the same key, however often it is tried. */
export function CreateAccountForm({ teams, onCancel }: { teams: readonly Choice[]; onCancel: () => void }) {
  const router = useRouter();
  const keyOf = useRepeatKey();
  const [values, setValues] = useState({ team: teams[0]?.value ?? "", name: "", description: "" });
  const [nameError, setNameError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<typeof values>) => setValues((before) => ({ ...before, ...change }));

  async function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = createServiceAccountBodySchema.safeParse(values);
    setNameError(parsed.error?.issues.find(({ path }) => path[0] === "name")?.message);
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    try {
      const idempotencyKey = keyOf(parsed.data);
      const call = { path: "/service-accounts", body: parsed.data, idempotencyKey, answer: serviceAccountSchema };
      const account = await callApi({ method: "POST", ...call });
      router.push(`/service-accounts/${account.id}`);
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="Team">
        {(control) => (
          <Select {...control} choices={teams} value={values.team} onValueChange={(team) => set({ team })} />
        )}
      </Field>
      <Field label="Name" hint={nameHint} error={nameError}>
        {(control) => (
          <Input
            {...control}
            value={values.name}
            onChange={(event) => set({ name: event.target.value })}
            placeholder="chatops"
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
            value={values.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions busy={busy} onCancel={onCancel}>
        Create
      </FormActions>
    </form>
  );
}
