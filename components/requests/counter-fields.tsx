"use client";

import { formatHours } from "#components/patterns/format-hours.ts";
import { LifetimeInput } from "#components/requests/lifetime-input.tsx";
import type { OfferValues } from "#components/requests/offer-draft.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Select } from "#components/ui/select.tsx";
import { narrowRequest, type NarrowPlace } from "#domain/approvals/narrow-request.ts";
import type { RequestView } from "#domain/contracts/request.ts";

interface CounterFieldsProps {
  request: RequestView;
  place: NarrowPlace;
  values: OfferValues;
  onChange: (values: OfferValues) => void;
  /** What is wrong, by the path of the field. */
  wrong: Readonly<Record<string, string>>;
}

/** The fields of which less can be offered, each with what was asked for. */
export function CounterFields({ request, place, values, onChange, wrong }: CounterFieldsProps) {
  const { parameters } = values;
  const set = (name: string, value: unknown) => onChange({ ...values, parameters: { ...parameters, [name]: value } });
  const sizes = place.template.sizes.filter(
    ({ id }) => id === request.parameters.size || isOffered({ request, place }, "/parameters/size", id),
  );
  const deliveries = [request.delivery, ...place.deliveries.filter((delivery) => delivery !== request.delivery)];
  return (
    <>
      <Field
        label="Lifetime"
        hint={`Asked for: ${formatHours(request.lifetimeHours)}.`}
        error={wrong["/lifetimeHours"]}
      >
        {(attributes) => (
          <LifetimeInput
            attributes={attributes}
            hours={values.lifetimeHours}
            onChange={(lifetimeHours) => onChange({ ...values, lifetimeHours })}
          />
        )}
      </Field>
      {sizes.length > 1 && (
        <Field label="Size" kind="group" hint={`Asked for: ${String(request.parameters.size)}.`}>
          {({ id: _, ...attributes }) => (
            <Segmented
              {...attributes}
              choices={sizes.map(({ id, title }) => ({ value: id, label: title }))}
              value={String(parameters.size)}
              onValueChange={(size) => set("size", size)}
            />
          )}
        </Field>
      )}
      {measuredParameters({ request, place }).map(({ name, title, asked }) => (
        <Field key={name} label={title} hint={`Asked for: ${asked}.`} error={wrong[`/parameters/${name}`]}>
          {({ "aria-labelledby": _, ...attributes }) => (
            <Input
              {...attributes}
              type="number"
              max={asked}
              value={typeof parameters[name] === "number" ? parameters[name] : ""}
              onChange={({ target: { valueAsNumber } }) =>
                set(name, Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
              }
              className="max-w-40"
            />
          )}
        </Field>
      ))}
      {deliveries.length > 1 && (
        <Field label="Delivery" hint={`Asked for: ${request.delivery}.`} error={wrong["/delivery"]}>
          {(attributes) => (
            <Select
              {...attributes}
              choices={deliveries.map((value) => ({ value, label: value }))}
              value={values.delivery}
              onValueChange={(delivery) => onChange({ ...values, delivery })}
            />
          )}
        </Field>
      )}
    </>
  );
}

type Asked = Pick<CounterFieldsProps, "request" | "place">;

function isOffered({ request, place }: Asked, path: string, value: unknown): boolean {
  return narrowRequest(request, [{ path, op: "=", value }], place).isNarrower;
}

/** The numbers of which the template says that larger is more. */
function measuredParameters({ request, place }: Asked) {
  return Object.entries(place.template.parameters.properties).flatMap(([name, property]) => {
    const asked = request.parameters[name];
    const isMeasured = (property.type === "integer" || property.type === "number") && property.largerIsMore === true;
    return isMeasured && typeof asked === "number" ? [{ name, title: property.title, asked }] : [];
  });
}
