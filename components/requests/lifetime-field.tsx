"use client";

import { Controller, useFormContext } from "react-hook-form";
import { formatHours } from "#components/patterns/format-hours.ts";
import { LifetimeInput } from "#components/requests/lifetime-input.tsx";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import type { Decision } from "#domain/contracts/decision.ts";

const presetHours = [24, 168, 720, 2160];

interface LifetimeFieldProps {
  /** The longest that the guardrails allow for what is chosen now, and the rules it is of; null while that is not known. */
  limit: Pick<Decision["effective"], "lifetimeHoursMax" | "setBy"> | null;
  /** What it was before something was changed. */
  before: number | null;
  templateMaxHours: number;
}

/** How long the thing is kept, in hours or days; says the limit that holds now. */
export function LifetimeField({ limit: allowed, before, templateMaxHours }: LifetimeFieldProps) {
  const { control } = useFormContext<RequestFormValues>();
  const limit = allowed?.lifetimeHoursMax ?? templateMaxHours;
  const presets = [...presetHours.filter((hours) => hours < limit), limit];
  return (
    <Controller
      control={control}
      name="lifetimeHours"
      render={({ field, fieldState }) => (
        <Field
          label="Lifetime"
          error={fieldState.error?.message}
          hint={<LimitHint limit={limit} before={before} rules={allowed?.setBy?.lifetimeHoursMax ?? []} />}
        >
          {(attributes) => (
            <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
              <LifetimeInput
                attributes={attributes}
                hours={field.value}
                onChange={field.onChange}
                onBlur={field.onBlur}
              />
              <div className="flex flex-wrap gap-1">
                {presets.map((hours) => (
                  <Button
                    key={hours}
                    size="sm"
                    className="border-line font-normal text-ink-2 aria-pressed:border-accent aria-pressed:text-ink"
                    aria-pressed={field.value === hours}
                    onClick={() => field.onChange(hours)}
                  >
                    {formatHours(hours)}
                  </Button>
                ))}
              </div>
            </div>
          )}
        </Field>
      )}
    />
  );
}

/** The limit with the rule that it is of, set off where what was chosen has changed it. */
function LimitHint({ limit, before, rules }: { limit: number; before: number | null; rules: readonly string[] }) {
  const [rule] = rules;
  const named = rule !== undefined && (
    <>
      {" "}
      — <code>{rule}</code>
    </>
  );
  if (before === null || before === limit) {
    return (
      <>
        Counted from the first reveal. At most {formatHours(limit)}
        {named}
      </>
    );
  }
  return (
    <>
      Counted from the first reveal.{" "}
      <strong className="font-medium text-busy-ink">
        Lifetime now at most {formatHours(limit)}, was {formatHours(before)}
      </strong>
      {named}
    </>
  );
}
