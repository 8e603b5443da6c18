import { Cell, HeaderCell, Row, Table } from "#components/ui/table.tsx";
import type { BuiltInRuleView } from "#domain/policies/rules-view.ts";

/** The rules that are always in force; their settings are in the catalog's other files. */
export function BuiltInRules({ rules }: { rules: readonly BuiltInRuleView[] }) {
  return (
    <Table label="Built-in rules">
      <thead>
        <tr>
          <HeaderCell>What it sees to</HeaderCell>
          <HeaderCell className="max-sm:hidden">Rule</HeaderCell>
          <HeaderCell className="max-md:hidden">Rank</HeaderCell>
        </tr>
      </thead>
      <tbody>
        {rules.map(({ id, about, rank }) => (
          <Row key={id} id={`rule-${id}`} className="scroll-mt-4 target:bg-hover">
            <Cell className="min-w-56">
              {about}
              <code className="block text-sm text-ink-3 sm:hidden">{id}</code>
            </Cell>
            <Cell className="text-ink-2 max-sm:hidden">
              <code>{id}</code>
            </Cell>
            <Cell className="text-ink-2 max-md:hidden">{rank}</Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
