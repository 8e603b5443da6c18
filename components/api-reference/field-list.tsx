import { Prose } from "#components/api-reference/prose.tsx";
import { schemaHref } from "#components/api-reference/reference-href.ts";
import type { FieldView, SchemaView, TypeView } from "#components/api-reference/reference.ts";

/** The fields of an object, those of what is told inside it below each. */
export function FieldList({ fields }: { fields: readonly FieldView[] }) {
  return (
    <ul className="divide-y divide-line">
      {fields.map((field) => (
        <li key={field.name} className="py-2">
          <p className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5 text-md">
            <code className="font-mono font-medium [overflow-wrap:anywhere]">{field.name}</code>
            <TypeWords type={field.type} />
            {field.isRequired && <span className="text-sm text-wait-ink">required</span>}
          </p>
          <SchemaWords schema={field} />
        </li>
      ))}
    </ul>
  );
}

/** What a schema says beside its type: its meaning, its limits, its values, its fields. */
export function SchemaWords({ schema }: { schema: SchemaView }) {
  const { description, limits, values, forms } = schema;
  return (
    <>
      {description && (
        <p className="mt-0.5 text-sm text-ink-2">
          <Prose text={description} />
        </p>
      )}
      {limits.length > 0 && <p className="mt-0.5 text-sm text-ink-3 [overflow-wrap:anywhere]">{limits.join(" · ")}</p>}
      {values.length > 0 && (
        <p className="mt-0.5 text-sm text-ink-2 [overflow-wrap:anywhere]">
          {values.length === 1 ? "Always " : "One of "}
          {values.map((value, index) => (
            <span key={value}>
              {index > 0 && ", "}
              <code className="font-mono">{value}</code>
            </span>
          ))}
        </p>
      )}
      {forms.map((fields, index) => (
        <div key={fields.map(({ name }) => name).join()} className="mt-1 border-l border-line pl-3">
          {forms.length > 1 && <p className="mt-1 text-sm text-ink-3">{index === 0 ? "Either" : "Or"}</p>}
          <FieldList fields={fields} />
        </div>
      ))}
    </>
  );
}

/** A type in words, with the way to where it is told. */
export function TypeWords({ type }: { type: TypeView }) {
  if (type.schema === null) return <span className="text-sm text-ink-3">{type.text}</span>;
  return (
    <a href={schemaHref(type.schema)} className="text-sm text-accent underline decoration-from-font underline-offset-2">
      {type.text}
    </a>
  );
}
