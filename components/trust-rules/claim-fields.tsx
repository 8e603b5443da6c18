"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ClaimEntry } from "#domain/federation/claim-entry.ts";
import { claimTableOf, type RuleIssuer } from "#domain/federation/claim-table-of.ts";

interface ClaimFieldsProps {
  issuer: RuleIssuer;
  claims: Readonly<Record<string, string>>;
  /** By `claims/NAME`. */
  errors: Readonly<Record<string, string>>;
  onChange: (claims: Record<string, string>) => void;
}

/** A field for each claim that rules about the issuer bind: those that some rule needs first, the others folded away. */
export function ClaimFields({ issuer, claims, errors, onChange }: ClaimFieldsProps) {
  const { entries, requirements } = claimTableOf(issuer);
  const asked = new Set(requirements.flatMap(({ alternatives }) => alternatives.flat()));
  const bindable = entries.filter(({ refusal }) => refusal === null);
  const others = bindable.filter(({ name }) => !asked.has(name));
  const isTouched = others.some(({ name }) => Object.hasOwn(claims, name) || errors[`claims/${name}`] !== undefined);
  const field = (entry: ClaimEntry) => (
    <ClaimField
      key={entry.name}
      entry={entry}
      value={claims[entry.name] ?? ""}
      error={errors[`claims/${entry.name}`]}
      onChange={(value) => onChange({ ...claims, [entry.name]: value })}
    />
  );
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-md border border-line p-3">
      <legend className="px-1 text-md font-medium">Claims</legend>
      <p className="text-sm text-ink-3">
        Exact values, as the token has them: nothing is a pattern. A claim that is left empty is left free.
      </p>
      <ul className="list-disc pl-5 text-sm text-ink-3">
        {requirements.map(({ says, strictOnly }) => (
          <li key={says}>
            {strictOnly && "Beyond the first environment: "}
            {says}
          </li>
        ))}
      </ul>
      {errors.claims !== undefined && (
        <p role="alert" className="text-sm text-bad-ink">
          {errors.claims}
        </p>
      )}
      {bindable.filter(({ name }) => asked.has(name)).map(field)}
      {others.length > 0 && (
        <details open={isTouched || undefined}>
          <summary className="cursor-pointer text-md">Other claims</summary>
          <div className="mt-3 flex flex-col gap-3">{others.map(field)}</div>
        </details>
      )}
    </fieldset>
  );
}

interface ClaimFieldProps {
  entry: ClaimEntry;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function ClaimField({ entry: { name, help, form }, value, error, onChange }: ClaimFieldProps) {
  return (
    <Field label={name} hint={form === null ? help : `${help}: ${form.says}`} error={error}>
      {(control) => (
        <Input
          {...control}
          value={value}
          maxLength={500}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          className="font-mono"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
