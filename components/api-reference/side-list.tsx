import { eventsHref, operationHref, schemasHref, tagHref } from "#components/api-reference/reference-href.ts";
import type { TagView } from "#components/api-reference/reference.ts";

/** Where to find what: the tags, and beside the text their operations as well. */
export function SideList({ tags }: { tags: readonly TagView[] }) {
  return (
    <nav aria-label="Operations" className="text-sm md:sticky md:top-4 md:max-h-[calc(100dvh-2rem)] md:overflow-y-auto">
      <ul className="flex flex-wrap gap-x-4 gap-y-2 md:block md:space-y-3">
        {tags.map(({ name, operations }) => (
          <li key={name}>
            <a href={tagHref(name)} className="rounded-sm font-medium hover:underline">
              {name}
            </a>
            <ul className="mt-1 space-y-0.5 max-md:hidden">
              {operations.map(({ id, summary }) => (
                <li key={id}>
                  <a
                    href={operationHref(name, id)}
                    className="block rounded-sm py-0.5 text-ink-2 hover:text-ink hover:underline"
                  >
                    {summary}
                  </a>
                </li>
              ))}
            </ul>
          </li>
        ))}
        <li>
          <a href={eventsHref} className="rounded-sm font-medium hover:underline">
            Webhook events
          </a>
        </li>
        <li>
          <a href={schemasHref} className="rounded-sm font-medium hover:underline">
            What answers hold
          </a>
        </li>
      </ul>
    </nav>
  );
}
