import type { ReactNode } from "react";
import { formatHours } from "#components/patterns/format-hours.ts";
import { Cell, HeaderCell, Table } from "#components/ui/table.tsx";
import type { HandlingTier } from "#domain/catalog/handling-tier.ts";

const rows: readonly { readonly term: string; readonly say: (tier: HandlingTier) => ReactNode }[] = [
  { term: "What it is", say: ({ summary }) => summary },
  { term: "May approve", say: ({ mayApprove }) => mayApprove?.join(", ") ?? "whom the rules ask" },
  {
    term: "Sealed to",
    say: ({ sealing }) => (sealing === "strict" ? "the recipient's own enrolled device" : "the reveal service"),
  },
  { term: "Delivered by", say: ({ deliveries }) => deliveries.join(", ") || "nothing" },
  {
    term: "Signed in to open",
    say: ({ revealMaxAgeMinutes }) =>
      revealMaxAgeMinutes === null ? "at any time" : `within ${revealMaxAgeMinutes} minutes`,
  },
  { term: "Shown for", say: ({ shownSeconds }) => `${shownSeconds} seconds, then masked again` },
  {
    term: "Rotation due",
    say: ({ rotationDays }) => (rotationDays === null ? "never by itself" : `every ${formatHours(rotationDays * 24)}`),
  },
  {
    term: "Old credential",
    say: ({ drainHours = 24 }) =>
      drainHours === 0
        ? "ends once a newer one was opened"
        : `ends ${formatHours(drainHours)} after a newer one was opened, sooner when nobody uses it`,
  },
  { term: "Record kept", say: ({ retentionDays }) => `${formatHours(retentionDays * 24)} at least` },
  {
    term: "Frozen data",
    say: ({ restoreHoursMax }) =>
      `can be brought back for ${formatHours(restoreHoursMax)} at most, then destroyed with proof`,
  },
];

/** The handling table: one column per class, least sensitive first. */
export function HandlingTable({ tiers }: { tiers: readonly HandlingTier[] }) {
  return (
    <Table label="Handling of data" isTextOnly className="min-w-4xl table-fixed">
      <thead>
        <tr>
          <HeaderCell className="sticky left-0 z-1 w-36 bg-surface">
            <span className="sr-only">What</span>
          </HeaderCell>
          {tiers.map(({ id, title }) => (
            <HeaderCell key={id} className="text-md text-ink">
              {title}
            </HeaderCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ term, say }) => (
          <tr key={term} className="border-t border-line">
            <th
              scope="row"
              className="sticky left-0 z-1 bg-surface py-2 pr-3 pl-4 text-left align-top font-normal text-ink-3"
            >
              {term}
            </th>
            {tiers.map((tier) => (
              <Cell key={tier.id} className="h-auto py-2 align-top">
                {say(tier)}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
