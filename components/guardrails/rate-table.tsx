import { EnvironmentName } from "#components/patterns/place-names.tsx";
import { formatMoney } from "#components/patterns/format-money.ts";
import { Cell, HeaderCell, Table } from "#components/ui/table.tsx";
import type { RateRow } from "#domain/catalog/rate-rows.ts";

interface RateTableProps {
  readonly rows: readonly RateRow[];
  /** In promotion order. */
  readonly environments: readonly string[];
  readonly currency: string;
}

/** The rate card: what each size costs a month in each environment. */
export function RateTable({ rows, environments, currency }: RateTableProps) {
  return (
    <Table label="Rate card" isTextOnly className="min-w-xl">
      <thead>
        <tr>
          <HeaderCell>Template</HeaderCell>
          <HeaderCell>Size</HeaderCell>
          {environments.map((id) => (
            <HeaderCell key={id} className="text-right">
              <EnvironmentName id={id} />
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ template, title, size, monthly }) => (
          <tr key={`${template} ${size}`} className="border-t border-line">
            <Cell>{title}</Cell>
            <Cell>{size}</Cell>
            {environments.map((id) => (
              <Cell key={id} className="text-right tabular-nums">
                {typeof monthly[id] === "number" ? (
                  formatMoney(monthly[id], currency)
                ) : (
                  <span className="text-ink-3">not offered</span>
                )}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
