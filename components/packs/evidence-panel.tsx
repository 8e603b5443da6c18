import { CopyButton } from "#components/patterns/copy-button.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { HeaderCell } from "#components/ui/table.tsx";
import type { EvidenceResult, EvidenceTable } from "#domain/contracts/evidence.ts";

const rowsShownMax = 20;

/** What one evidence query found, with its rows to be copied as JSON. */
export function EvidencePanel({ result, readAt }: { result: EvidenceResult; readAt: string }) {
  const { id, title, shows, controls, table, withheld } = result;
  return (
    <div id={`evidence-${id}`} className="scroll-mt-4">
      <Panel
        title={title}
        aside={table && <CopyButton text={asJson(result, readAt)} label={`Copy as JSON: ${title}`} />}
      >
        <div className="space-y-1.5 px-4 py-3">
          <p className="text-md [overflow-wrap:anywhere]">
            {table && table.violations !== null && (
              <Badge tone={table.violations === 0 ? "good" : "bad"} className="mr-2">
                {table.violations} found
              </Badge>
            )}
            {table?.finding ?? withheld}
          </p>
          <p className="text-sm text-ink-3">{shows}</p>
          <p className="text-sm text-ink-3">For {controls.join(", ")}.</p>
        </div>
        {table && table.rows.length > 0 && <Rows title={title} table={table} />}
      </Panel>
    </div>
  );
}

function Rows({ title, table }: { title: string; table: EvidenceTable }) {
  const { columns, rows } = table;
  return (
    <div className="overflow-x-auto border-t border-line">
      <table aria-label={title} className="w-full border-collapse text-left text-sm">
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column}>{column}</HeaderCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, rowsShownMax).map((row, place) => (
            <tr key={place} className="border-t border-line">
              {row.map((cell, column) => (
                <td
                  key={columns[column]}
                  className="max-w-96 min-w-24 px-3 py-1.5 align-top text-ink-2 [overflow-wrap:anywhere] first:pl-4 last:pr-4"
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > rowsShownMax && (
        <p className="border-t border-line px-4 py-2 text-sm text-ink-3">
          {rowsShownMax} of {rows.length} rows are shown; the copy has all of them.
        </p>
      )}
    </div>
  );
}

function asJson({ id, title, shows, controls, table }: EvidenceResult, readAt: string): string {
  return JSON.stringify({ id, title, shows, controls, readAt, ...table }, null, 2);
}
