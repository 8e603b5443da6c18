import { changeWords } from "#components/decisions/change-words.ts";
import type { Change } from "#components/decisions/limit-changes.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { QueueItem } from "#domain/contracts/queue.ts";

type Compared = Pick<QueueItem, "fromTemplate" | "similar" | "parameterTitles" | "entry">;

/** Where it asks for something else than the template offers by itself, and than the team's last one like it. */
export function ItemChanges({ fromTemplate, similar, parameterTitles, entry }: Compared) {
  const words = (changes: QueueItem["fromTemplate"]) =>
    changes.map(({ path, from = null, to = null }) => changeWords({ path, from, to }, parameterTitles));
  return (
    <Panel title="What is different">
      <Comparison
        title={
          fromTemplate.length === 0 ? `Just as ${entry.template.title} offers it.` : "Other than the template offers:"
        }
        changes={words(fromTemplate)}
      />
      <div className="border-t border-line">
        {similar === null ? (
          <p className="px-4 py-2.5 text-md text-ink-2">The team’s first of this template.</p>
        ) : (
          <Comparison
            title={
              <>
                Same as{" "}
                <Link href={`/requests/${similar.id}`} className="link">
                  {similar.name}
                </Link>
                , filed <RelativeTime at={similar.createdAt} />
                {similar.changes.length === 0 ? "." : ", except:"}
              </>
            }
            changes={words(similar.changes)}
          />
        )}
      </div>
    </Panel>
  );
}

function Comparison({ title, changes }: { title: React.ReactNode; changes: readonly Change[] }) {
  return (
    <div className="px-4 py-2.5 text-md">
      <p className="text-ink-2 [overflow-wrap:anywhere]">{title}</p>
      {changes.length > 0 && (
        <ul className="mt-1.5 flex flex-col gap-1">
          {changes.map(({ id, term, from, to }) => (
            <li key={id} className="grid gap-x-3 sm:grid-cols-[8rem_minmax(0,1fr)] [overflow-wrap:anywhere]">
              <span className="text-ink-3">{term}</span>
              <span className="min-w-0">
                <del className="text-ink-3 decoration-ink-3">{from}</del> <span aria-hidden>→</span>
                <span className="sr-only"> now </span> <ins className="font-medium no-underline">{to}</ins>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
