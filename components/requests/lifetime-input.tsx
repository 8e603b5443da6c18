"use client";

import { useState } from "react";
import { lifetimeAmount, lifetimeHours, lifetimeUnit, type LifetimeUnit } from "#components/requests/lifetime.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";

const units = [
  { value: "hours", label: "hours" },
  { value: "days", label: "days" },
] as const;

interface LifetimeInputProps {
  attributes: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
  hours: number | undefined;
  onChange: (hours: number | undefined) => void;
  onBlur?: () => void;
}

/** A length of time, in hours or days as it is best read. */
export function LifetimeInput({ attributes, hours, onChange, onBlur }: LifetimeInputProps) {
  const [chosen, setChosen] = useState<LifetimeUnit | null>(null);
  const unit = chosen ?? lifetimeUnit(hours);
  return (
    <div className="flex gap-1.5">
      <Input
        id={attributes.id}
        aria-describedby={attributes["aria-describedby"]}
        aria-invalid={attributes["aria-invalid"]}
        type="number"
        inputMode="numeric"
        min={1}
        step="any"
        value={hours === undefined ? "" : lifetimeAmount(hours, unit)}
        onChange={(event) => onChange(lifetimeHours(event.target.valueAsNumber, unit))}
        onBlur={onBlur}
        className="w-24"
      />
      <Select
        aria-label="Unit of the lifetime"
        choices={units}
        value={unit}
        onValueChange={(next) => setChosen(next === "hours" ? "hours" : "days")}
        className="w-24"
      />
    </div>
  );
}
