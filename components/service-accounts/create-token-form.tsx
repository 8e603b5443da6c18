"use client";

import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { useRepeatKey } from "#components/api/use-repeat-key.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { scopeWords } from "#components/service-accounts/scope-words.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { createdTokenSchema, createTokenBodySchema } from "#domain/contracts/service-account.ts";
import { tokenDaysMax } from "#domain/service-accounts/service-account-limits.ts";
import { serviceAccountScopes, type ServiceAccountScope } from "#domain/service-accounts/service-account-scopes.ts";

const startingScopes: readonly ServiceAccountScope[] = ["templates:read", "requests:read", "requests:write"];
const daysDefault = "30";

interface CreateTokenFormProps {
  accountId: string;
  onCancel: () => void;
  /** The token, or null when it was made by an earlier try whose answer was lost. */
  onCreated: (token: string | null) => void;
}

/** Chooses what a new token may do and how long it lives. */
export function CreateTokenForm({ accountId, onCancel, onCreated }: CreateTokenFormProps) {
  const keyOf = useRepeatKey();
  const [scopes, setScopes] = useState<readonly ServiceAccountScope[]>(startingScopes);
  const [days, setDays] = useState(daysDefault);
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  function choose(scope: ServiceAccountScope, chosen: boolean) {
    setScopes(serviceAccountScopes.filter((one) => (one === scope ? chosen : scopes.includes(one))));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = createTokenBodySchema.safeParse({
      serviceAccount: accountId,
      scopes,
      expiresInDays: Number(days.trim() || "x"),
    });
    setWrong(parsed.error?.issues.map(({ path }) => String(path[0])) ?? []);
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    try {
      const call = { path: "/tokens", body: parsed.data, idempotencyKey: keyOf(parsed.data) };
      onCreated((await callApi({ method: "POST", ...call, answer: createdTokenSchema })).token);
    } catch (cause) {
      setError(cause);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field
        kind="group"
        label="What it may do"
        error={wrong.includes("scopes") ? "Choose at least one." : undefined}
        hint="Nothing here lets it approve, reveal, or manage service accounts."
      >
        {({ id: _, "aria-invalid": __, ...group }) => (
          <div role="group" {...group} className="-mx-2 flex flex-col">
            {serviceAccountScopes.map((scope) => (
              <Checkbox
                key={scope}
                checked={scopes.includes(scope)}
                onCheckedChange={(chosen) => choose(scope, chosen)}
                label={scopeWords[scope]}
                hint={<code>{scope}</code>}
              />
            ))}
          </div>
        )}
      </Field>
      <Field
        label="Days until it expires"
        hint={`1 to ${tokenDaysMax}`}
        error={wrong.includes("expiresInDays") ? `Use a whole number from 1 to ${tokenDaysMax}.` : undefined}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            autoComplete="off"
            value={days}
            onChange={(event) => setDays(event.target.value)}
            className="w-28"
          />
        )}
      </Field>
      {error !== null && <ProblemCallout error={error} />}
      <FormActions busy={busy} onCancel={onCancel}>
        Create token
      </FormActions>
    </form>
  );
}
