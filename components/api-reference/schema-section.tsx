import { SchemaWords, TypeWords } from "#components/api-reference/field-list.tsx";
import { slugOf } from "#components/api-reference/reference-href.ts";
import type { NamedSchema } from "#components/api-reference/reference.ts";
import { PageHeader } from "#components/patterns/page-header.tsx";

/** What answers hold, each told once. */
export function SchemaSection({ schemas }: { schemas: readonly NamedSchema[] }) {
  return (
    <>
      <PageHeader
        title="What answers hold"
        lead="An answer may come to hold further fields; ignore what you do not know."
      />
      <div className="grid gap-4">
        {schemas.map(({ name, schema }) => (
          <section
            key={name}
            id={slugOf(name)}
            aria-labelledby={`${slugOf(name)}-title`}
            className="panel min-w-0 scroll-mt-4 px-4 py-3"
          >
            <h2 id={`${slugOf(name)}-title`} className="font-mono text-md">
              {name}
            </h2>
            {schema.forms.length === 0 && <TypeWords type={schema.type} />}
            <SchemaWords schema={schema} />
          </section>
        ))}
      </div>
    </>
  );
}
