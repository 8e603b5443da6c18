import type { Metadata } from "next";
import { z } from "zod";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { ShadowPanel } from "#components/guardrails/shadow-panel.tsx";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { reportShadow } from "#server/policies/report-shadow.ts";

export const metadata: Metadata = { title: "Shadow" };

const path = "/guardrails/shadow";
const periods = [7, 30, 90] as const;
const querySchema = z.object({ days: z.coerce.number().int().min(1).max(90) });

/** What rules in shadow mode would have come to, had they counted. */
export default async function ShadowPage({ searchParams }: PageProps<"/guardrails/shadow">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const { days = 30 } = readListQuery(querySchema, params);
  const reports = await orNotFound(reportShadow(ctx, actor, days));
  return (
    <>
      <PageHeader
        title="Shadow"
        lead="Rules that are evaluated with every request and change nothing yet: what they would have said, and done."
      />
      <LinkTabs
        label="Time"
        tabs={periods.map((period) => ({
          href: listHref(path, params, { days: String(period) }),
          label: `${period} days`,
          current: period === days,
        }))}
      />
      <div className="mt-5 space-y-5">
        {reports.length > 0 ? (
          reports.map((report) => <ShadowPanel key={report.rule} report={report} days={days} />)
        ) : (
          <EmptyState title="No rule is in shadow mode">
            Give a rule in <code>catalog/policies</code> <code>mode: shadow</code>, and see here what it would do before
            it counts.
          </EmptyState>
        )}
      </div>
    </>
  );
}
