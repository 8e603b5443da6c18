import { operationHref, tagHref } from "#components/api-reference/reference-href.ts";
import type { TagView } from "#components/api-reference/reference.ts";

/** Every operation in a line, by tag. */
export function OperationIndex({ tags }: { tags: readonly TagView[] }) {
  return (
    <div className="grid gap-4">
      {tags.map(({ name, description, operations }) => (
        <section key={name} className="panel min-w-0 px-4 py-3">
          <h2 className="text-lg">
            <a href={tagHref(name)} className="rounded-sm hover:underline">
              {name}
            </a>
          </h2>
          <p className="text-sm text-ink-2">{description}</p>
          <ul className="mt-2 divide-y divide-line text-md">
            {operations.map(({ id, method, path, summary }) => (
              <li key={id} className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 py-1.5">
                <a href={operationHref(name, id)} className="rounded-sm text-accent hover:underline">
                  {summary}
                </a>
                <code className="font-mono text-sm text-ink-3 [overflow-wrap:anywhere]">
                  {method} {path}
                </code>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
