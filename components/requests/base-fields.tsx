"use client";

import type { ReactNode } from "react";
import { Controller, useFormContext } from "react-hook-form";
import type { RequestFormOptions } from "#components/requests/request-form-options.ts";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";
import type { Choice } from "#components/ui/choice.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { Textarea } from "#components/ui/textarea.tsx";

const teamsInListMax = 12;
const purposeCharactersMax = 500;

/** The name of the thing and the team that holds it. */
export function IdentityFields({ options }: { options: RequestFormOptions }) {
  const { register, formState, control } = useFormContext<RequestFormValues>();
  const TeamControl = options.teams.length > teamsInListMax ? Combobox : Select;
  return (
    <div className="grid gap-x-4 gap-y-5 sm:grid-cols-[minmax(0,1fr)_14rem]">
      <Field
        label="Name"
        error={formState.errors.name?.message}
        hint="3 to 25 lower-case letters, digits and hyphens, starting with a letter."
      >
        {(attributes) => (
          <Input
            {...attributes}
            {...register("name")}
            placeholder="orders-db"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Controller
        control={control}
        name="team"
        render={({ field, fieldState }) => (
          <Field label="Team" error={fieldState.error?.message}>
            {(attributes) => (
              <TeamControl
                {...attributes}
                choices={options.teams}
                value={field.value || null}
                onValueChange={field.onChange}
              />
            )}
          </Field>
        )}
      />
    </div>
  );
}

/** Where it is built and what kind of data it will hold. */
export function PlaceFields({ options }: { options: RequestFormOptions }) {
  const { control } = useFormContext<RequestFormValues>();
  return (
    <>
      {(["environment", "classification"] as const).map((name) => (
        <Controller
          key={name}
          control={control}
          name={name}
          render={({ field, fieldState }) => {
            const choices = name === "environment" ? options.environments : options.classifications;
            return (
              <Field
                kind="group"
                label={name === "environment" ? "Environment" : "Data classification"}
                hint={choiceHint(choices, field.value)}
                error={fieldState.error?.message}
              >
                {({ id: _, ...attributes }) => (
                  <Segmented {...attributes} choices={choices} value={field.value} onValueChange={field.onChange} />
                )}
              </Field>
            );
          }}
        />
      ))}
    </>
  );
}

/** What the choice means, and why others cannot be made. */
function choiceHint(choices: readonly Choice[], value: string): ReactNode {
  const hint = choices.find((choice) => choice.value === value)?.hint;
  const reasons = choices.flatMap(({ disabledReason }) => disabledReason ?? []);
  if (reasons.length === 0) return hint;
  return (
    <>
      {hint}
      {reasons.map((reason) => (
        <span key={reason} className="mt-1 block">
          {reason}
        </span>
      ))}
    </>
  );
}

/** Why it is needed, in a sentence that approvers and auditors read. */
export function PurposeField() {
  const { register, formState, watch } = useFormContext<RequestFormValues>();
  return (
    <Field
      label="Purpose"
      // Code points, as the rule counts.
      aside={`${Array.from(watch("purpose")).length} / ${purposeCharactersMax}`}
      hint="One or two sentences. Approvers and auditors read this."
      error={formState.errors.purpose?.message}
    >
      {(attributes) => <Textarea {...attributes} {...register("purpose")} />}
    </Field>
  );
}
