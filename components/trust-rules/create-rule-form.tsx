"use client";

import { useState, type FormEvent } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ProblemError } from "#components/api/problem-error.ts";
import { useRepeatKey } from "#components/api/use-repeat-key.ts";
import { FormActions } from "#components/patterns/form-actions.tsx";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { scopeWords } from "#components/service-accounts/scope-words.ts";
import { CheckboxGroup } from "#components/trust-rules/checkbox-group.tsx";
import { ClaimFields } from "#components/trust-rules/claim-fields.tsx";
import type { RuleFormOptions } from "#components/trust-rules/rule-form-options.ts";
import type { RuleStart } from "#components/trust-rules/rule-start.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import {
  createTrustRuleBodySchema,
  trustRuleViewSchema,
  type CreateTrustRuleBody,
} from "#domain/contracts/trust-rule.ts";
import { serviceAccountScopes } from "#domain/service-accounts/service-account-scopes.ts";

interface CreateRuleFormProps {
  options: RuleFormOptions;
  start?: RuleStart | undefined;
  onCancel: () => void;
  onCreated: () => void;
}

type Values = CreateTrustRuleBody & { readonly templates: readonly string[] | null };
type Errors = Readonly<Record<string, string>>;

const scopeChoices = serviceAccountScopes.map((scope) => ({ value: scope, label: scopeWords[scope] }));

/** Chooses whom a new rule lets in, as what, and what for; what is wrong stands at its field. */
export function CreateRuleForm({ options, start, onCancel, onCreated }: CreateRuleFormProps) {
  const { accounts, issuers, environments, templates } = options;
  const keyOf = useRepeatKey();
  const [values, setValues] = useState<Values>(() => startingValues(options, start));
  const [errors, setErrors] = useState<Errors>({});
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const set = (change: Partial<Values>) => setValues((before) => ({ ...before, ...change }));
  const issuer = issuers.find(({ name }) => name === values.issuer);

  async function submit(event: FormEvent) {
    event.preventDefault();
    const claims = Object.fromEntries(Object.entries(values.claims).filter(([, value]) => value !== ""));
    const parsed = createTrustRuleBodySchema.safeParse({ ...values, claims });
    setErrors(firstErrors(parsed.error?.issues.map(({ path, message }) => [path.map(String), message]) ?? []));
    if (!parsed.success || busy) return;
    setBusy(true);
    setError(null);
    try {
      const call = { path: "/trust-rules", body: parsed.data, idempotencyKey: keyOf(parsed.data) };
      await callApi({ method: "POST", ...call, answer: trustRuleViewSchema });
      onCreated();
    } catch (cause) {
      const found = cause instanceof ProblemError ? (cause.problem.errors ?? []) : [];
      setErrors(firstErrors(found.map(({ path, message }) => [readPointer(path), message])));
      setError(cause);
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <Field label="Service account" hint="What the workload becomes." error={errors.serviceAccount}>
        {(control) => (
          <Select
            {...control}
            choices={accounts}
            value={values.serviceAccount}
            onValueChange={(serviceAccount) => set({ serviceAccount })}
          />
        )}
      </Field>
      <Field label="What it is for" optional error={errors.description}>
        {(control) => (
          <Input
            {...control}
            value={values.description ?? ""}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
      <Field label="Issuer" hint="Whose word about the workload is taken." error={errors.issuer}>
        {(control) => (
          <Select
            {...control}
            choices={issuers.map(({ name }) => ({ value: name, label: name }))}
            value={values.issuer}
            onValueChange={(name) => set({ issuer: name, claims: {} })}
          />
        )}
      </Field>
      {issuer && (
        <ClaimFields issuer={issuer} claims={values.claims} errors={errors} onChange={(claims) => set({ claims })} />
      )}
      <CheckboxGroup
        label="Environments"
        hint="The only ones that it may ask in. All but the first want a safe event or an environment."
        error={errors.environments}
        choices={environments}
        chosen={values.environments}
        onChange={(chosen) => set({ environments: [...chosen] })}
      />
      <CheckboxGroup
        label="Templates"
        hint="The only ones that it may ask for; none chosen: every one."
        error={errors.templates}
        choices={templates}
        chosen={values.templates ?? []}
        onChange={(chosen) => set({ templates: chosen.length === 0 ? null : [...chosen] })}
      />
      <CheckboxGroup
        label="What it may do"
        hint="Nothing here lets it approve, reveal, or manage anything."
        error={errors.scopes}
        choices={scopeChoices}
        chosen={values.scopes}
        onChange={(chosen) => set({ scopes: serviceAccountScopes.filter((scope) => chosen.includes(scope)) })}
      />
      {error !== null && <ProblemCallout error={error} />}
      <FormActions busy={busy} onCancel={onCancel}>
        Create
      </FormActions>
    </form>
  );
}

function startingValues({ accounts, issuers, environments }: RuleFormOptions, start: RuleStart | undefined): Values {
  return {
    serviceAccount: accounts[0]?.value ?? "",
    description: start?.description ?? "",
    issuer: start?.issuer ?? issuers[0]?.name ?? "",
    claims: start?.claims ?? {},
    environments: start?.environments ?? environments.slice(0, 1).map(({ value }) => value),
    templates: start?.templates ?? null,
    scopes: start?.scopes ?? ["templates:read", "requests:read", "requests:write"],
  };
}

/** By field, `claims/NAME` for one claim: the first thing that is wrong there. */
function firstErrors(found: readonly (readonly [readonly string[], string])[]): Errors {
  const named = found.map(([[field = "", ...rest], message]) => {
    const key = field === "claims" && rest.length > 0 ? `claims/${rest.join("/")}` : field;
    return [key, message] as const;
  });
  return Object.fromEntries(named.toReversed());
}

function readPointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}
