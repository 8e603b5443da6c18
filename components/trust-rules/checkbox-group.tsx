"use client";

import { Checkbox } from "#components/ui/checkbox.tsx";
import type { Choice } from "#components/ui/choice.ts";
import { Field } from "#components/ui/field.tsx";

interface CheckboxGroupProps<T extends string> {
  label: string;
  hint: string;
  error: string | undefined;
  choices: readonly (Choice & { readonly value: T })[];
  chosen: readonly string[];
  onChange: (chosen: readonly T[]) => void;
}

/** Any number of a few choices, under one name. */
export function CheckboxGroup<T extends string>(props: CheckboxGroupProps<T>) {
  const { label, hint, error, choices, chosen, onChange } = props;
  const toggled = (value: T, isChosen: boolean) =>
    choices.map((choice) => choice.value).filter((one) => (one === value ? isChosen : chosen.includes(one)));
  return (
    <Field kind="group" label={label} hint={hint} error={error}>
      {({ id: _, "aria-invalid": __, ...group }) => (
        <div role="group" {...group} className="-mx-2 flex flex-col">
          {choices.map(({ value, label: words }) => (
            <Checkbox
              key={value}
              checked={chosen.includes(value)}
              onCheckedChange={(isChosen) => onChange(toggled(value, isChosen))}
              label={words}
              hint={words === value ? undefined : <code>{value}</code>}
            />
          ))}
        </div>
      )}
    </Field>
  );
}
