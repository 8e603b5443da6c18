"use client";

import { Controller, useFormContext } from "react-hook-form";
import { formatCost } from "#components/patterns/format-cost.ts";
import { LinesControl } from "#components/requests/lines-control.tsx";
import type { NamedParameter } from "#components/requests/parameter-properties.ts";
import type { RequestFormValues } from "#components/requests/request-form-schema.ts";
import { Combobox } from "#components/ui/combobox.tsx";
import { Field, type FieldControl } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioCards } from "#components/ui/radio-cards.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { TemplateView } from "#domain/contracts/template.ts";

const choicesInSightMax = 5;
const oneLineCharactersMax = 200;

interface ParameterFieldProps {
  parameter: NamedParameter;
  sizes: TemplateView["sizes"];
}

/** One field of the form, made from the parameter's JSON Schema alone. */
export function ParameterField({ parameter, sizes }: ParameterFieldProps) {
  const { control } = useFormContext<RequestFormValues>();
  const { name, property, required } = parameter;
  const grouped =
    property.type === "string" && property.enum !== undefined && property.enum.length <= choicesInSightMax;
  return (
    <Controller
      control={control}
      name={`parameters.${name}`}
      render={({ field, fieldState }) => (
        <Field
          label={property.title}
          hint={property.description}
          error={fieldState.error?.message}
          optional={!required && property.default === undefined}
          kind={grouped ? "group" : "control"}
        >
          {(attributes) => (
            <ParameterControl
              parameter={parameter}
              sizes={sizes}
              attributes={attributes}
              value={field.value}
              onChange={field.onChange}
              onBlur={field.onBlur}
            />
          )}
        </Field>
      )}
    />
  );
}

interface ParameterControlProps extends ParameterFieldProps {
  attributes: FieldControl;
  value: unknown;
  onChange: (value: unknown) => void;
  onBlur: () => void;
}

function ParameterControl({ parameter: { name, property }, sizes, ...rest }: ParameterControlProps) {
  const { attributes, value, onChange, onBlur } = rest;
  const { id: _, ...group } = attributes;
  const text = typeof value === "string" ? value : "";
  switch (property.type) {
    case "boolean":
      return <Switch {...attributes} checked={value === true} onCheckedChange={onChange} />;
    case "integer":
    case "number":
      return (
        <Input
          {...attributes}
          type="number"
          inputMode={property.type === "integer" ? "numeric" : "decimal"}
          min={property.minimum}
          max={property.maximum}
          step={property.type === "integer" ? 1 : "any"}
          value={typeof value === "number" ? value : ""}
          onChange={(event) =>
            onChange(Number.isNaN(event.target.valueAsNumber) ? undefined : event.target.valueAsNumber)
          }
          onBlur={onBlur}
          className="max-w-40"
        />
      );
    case "array": {
      const lines = Array.isArray(value) ? value.filter((line) => typeof line === "string") : [];
      return <LinesControl attributes={attributes} value={lines} onChange={onChange} onBlur={rest.onBlur} />;
    }
    case "string": {
      if (property.enum && property.enum.length > choicesInSightMax) {
        return (
          <Combobox {...attributes} choices={property.enum.map(choice)} value={text || null} onValueChange={onChange} />
        );
      }
      if (property.enum && name === "size" && sizes.length > 0) {
        const offered = new Set(property.enum);
        const cards = sizes.filter((size) => offered.has(size.id)).map(sizeCard);
        return <RadioCards {...group} choices={cards} value={text || null} onValueChange={onChange} />;
      }
      if (property.enum) {
        return (
          <Segmented {...group} choices={property.enum.map(choice)} value={text || null} onValueChange={onChange} />
        );
      }
      const Control = (property.maxLength ?? 0) > oneLineCharactersMax ? Textarea : Input;
      return (
        <Control
          {...attributes}
          value={text}
          onChange={(event) => onChange(event.target.value === "" ? undefined : event.target.value)}
          onBlur={onBlur}
        />
      );
    }
  }
}

function choice(value: string) {
  return { value, label: value };
}

function sizeCard({ id, title, summary, monthlyCost }: TemplateView["sizes"][number]) {
  return { value: id, label: title, hint: summary, aside: monthlyCost ? formatCost(monthlyCost) : undefined };
}
