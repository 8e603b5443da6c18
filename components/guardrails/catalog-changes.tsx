import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import type { FileChange, ValueChange } from "#domain/catalog/compare-documents.ts";

const looks = {
  added: { tone: "good", label: "Added" },
  removed: { tone: "bad", label: "Removed" },
  changed: { tone: "wait", label: "Changed" },
} as const satisfies Record<FileChange["kind"], { tone: Tone; label: string }>;

/** What one file of a set says otherwise than before. */
export function CatalogChanges({ change }: { change: FileChange }) {
  const { path, kind, values, more } = change;
  return (
    <Panel title={path} aside={<Badge tone={looks[kind].tone}>{looks[kind].label}</Badge>}>
      {values.length === 0 ? (
        <p className="px-4 py-3 text-md text-ink-2">{kind === "added" ? "A new file." : "The file is gone."}</p>
      ) : (
        <ul aria-label={`Changes in ${path}`} className="divide-y divide-line">
          {values.map((value) => (
            <Value key={value.path} value={value} />
          ))}
        </ul>
      )}
      {more > 0 && (
        <p className="border-t border-line px-4 py-2.5 text-md text-ink-3">
          {more.toLocaleString("en-US")} more {more === 1 ? "change" : "changes"} in this file.
        </p>
      )}
    </Panel>
  );
}

function Value({ value: { path, before, after } }: { value: ValueChange }) {
  return (
    <li className="grid gap-x-4 gap-y-1 px-4 py-2.5 text-md lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <code className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">{path === "" ? "the whole file" : path}</code>
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-1">
        <Said what={before} word="was not there" />
        <span aria-hidden className="text-ink-3">
          →
        </span>
        <span className="sr-only">is now</span>
        <Said what={after} word="gone" />
      </div>
    </li>
  );
}

function Said({ what, word }: { what: string | null; word: string }) {
  if (what === null) return <span className="text-ink-3">{word}</span>;
  return <code className="min-w-0 [overflow-wrap:anywhere]">{what}</code>;
}
