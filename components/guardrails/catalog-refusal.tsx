import { TriangleAlert } from "lucide-react";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { CatalogRefusalView } from "#domain/catalog/catalog-set-view.ts";

/** That the files on disk are refused, why, and what serves meanwhile. */
export function CatalogRefusal({ refusal, servedAt }: { refusal: CatalogRefusalView; servedAt: string | null }) {
  const { processes, since, problems, more } = refusal;
  return (
    <Callout tone="bad" icon={TriangleAlert} title="The files on disk are refused" role="status">
      <p>
        Said by {processes.join(" and ")} <RelativeTime at={since} />. The last good set
        {servedAt && (
          <>
            , of <RelativeTime at={servedAt} />,
          </>
        )}{" "}
        goes on serving. Correct the files; nobody has to start anything again.
      </p>
      <ul className="mt-3 space-y-2">
        {problems.map(({ file, line, reason }) => (
          <li key={`${file}:${line} ${reason}`} className="[overflow-wrap:anywhere]">
            <code className="font-medium text-ink">
              {file}:{line}
            </code>
            <br className="sm:hidden" /> <span>{reason}</span>
          </li>
        ))}
      </ul>
      {more > 0 && <p className="mt-2">{more.toLocaleString("en-US")} more.</p>}
    </Callout>
  );
}
