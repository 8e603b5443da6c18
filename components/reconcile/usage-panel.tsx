import { DefinitionList } from "#components/patterns/definition-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { formatMeasure } from "#components/reconcile/format-measure.ts";
import { LastUsed } from "#components/reconcile/last-used.tsx";
import type { ResourceDetailView } from "#domain/contracts/resource.ts";

/** How much a thing is used, as its back end told at the last look, and when that was. */
export function UsagePanel({ resource }: { resource: ResourceDetailView }) {
  const { usage, inspection, state } = resource;
  if (state !== "active" && state !== "frozen") return null;
  const { lookedAt, failure, measures } = inspection;
  const isTold = measures.some(({ label }) => label === "Connections");
  return (
    <Panel
      title="Use"
      aside={
        lookedAt !== null && (
          <>
            looked <RelativeTime at={lookedAt} />
          </>
        )
      }
    >
      {failure !== null && (
        <p className="border-b border-line px-4 py-2 text-md text-wait-ink" role="status">
          The last look came to nothing <RelativeTime at={failure.at} />: {failure.message}
        </p>
      )}
      {lookedAt === null ? (
        <p className="px-4 py-6 text-md text-ink-3">It is looked at within five minutes.</p>
      ) : (
        <DefinitionList
          items={[
            !isTold && {
              term: "Connections",
              value: usage.connections === null ? "its back end does not tell" : String(usage.connections),
            },
            ...measures.map((measure) => ({
              term: measure.label,
              value: <span className="tabular-nums">{formatMeasure(measure)}</span>,
            })),
            { term: "Last connected", value: <LastUsed usage={usage} /> },
          ]}
        />
      )}
    </Panel>
  );
}
