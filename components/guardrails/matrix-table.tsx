import { stagesInWords } from "#components/guardrails/stages-in-words.ts";
import { formatHours } from "#components/patterns/format-hours.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Cell, HeaderCell, Table } from "#components/ui/table.tsx";
import type { CellView, MatrixView } from "#domain/guardrails/matrix-view.ts";

/** One matrix: environments down, classes across, and in each cell what is got there. */
export function MatrixTable({ matrix }: { matrix: MatrixView }) {
  const classes = matrix.rows[0]?.cells.map(({ classification }) => classification) ?? [];
  return (
    <Table label={matrix.title} isTextOnly className="min-w-4xl table-fixed">
      <thead>
        <tr>
          <HeaderCell className="sticky left-0 z-1 w-32 bg-surface">Environment</HeaderCell>
          {classes.map((classification) => (
            <HeaderCell key={classification} className="capitalize">
              {classification}
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrix.rows.map(({ environment, cells }) => (
          <tr key={environment.id} className="border-t border-line">
            <th scope="row" className="sticky left-0 z-1 bg-surface px-4 py-2.5 text-left align-top font-medium">
              {environment.title}
            </th>
            {cells.map((cell) => (
              <Cell key={cell.classification} className="py-2.5 align-top">
                <Gets cell={cell} />
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function Gets({ cell: { gets } }: { cell: CellView }) {
  if (gets === null) return <span className="text-ink-3">Denied</span>;
  const lines = [
    `at most ${formatHours(gets.lifetimeHoursMax)}`,
    gets.approval.length > 0 && stagesInWords(gets.approval),
    gets.deliveries.length === 0 ? "no delivery" : `by ${gets.deliveries.join(" or ")}`,
    gets.regions !== null && `in ${gets.regions.join(" or ") || "no region"}`,
    gets.decideInChat && "approvals in chat too",
  ].filter((line) => line !== false);
  return (
    <>
      {gets.outcome === "auto" ? <Badge tone="good">At once</Badge> : <Badge tone="wait">Needs approval</Badge>}
      <ul className="mt-1.5 text-sm text-ink-2">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  );
}
