import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { QuotaTable } from "#components/guardrails/quota-table.tsx";
import { RateTable } from "#components/guardrails/rate-table.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { rateRows } from "#domain/catalog/rate-rows.ts";
import { listQuotas } from "#server/quotas/list-quotas.ts";

export const metadata: Metadata = { title: "Quotas" };

/** What may be held at a time, what is held now, and what things cost. */
export default async function QuotasPage() {
  const { ctx, actor } = await openPage("/guardrails/quotas");
  const quotas = await listQuotas(ctx, actor);
  const { currency } = ctx.catalog.rates;
  const rates = rateRows(ctx.catalog);
  return (
    <>
      <PageHeader
        title="Quotas and budgets"
        lead="What may be held at a time. A request holds from the moment it is filed, also while it waits, until it has ended or what it built is gone."
      />
      <div className="space-y-6">
        {quotas.length > 0 ? (
          <QuotaTable quotas={quotas} currency={currency} />
        ) : (
          <EmptyState title="No quota counts your teams">
            Each template has a number of its own per team and environment; beyond that, the platform team limits count,
            size and cost in <code>catalog/quotas.yaml</code>.
          </EmptyState>
        )}
        <section aria-labelledby="rates">
          <h2 id="rates" className="mb-2 text-md">
            Rate card, {currency} a month
          </h2>
          {rates.length > 0 ? (
            <RateTable rows={rates} environments={[...ctx.catalog.environments.keys()]} currency={currency} />
          ) : (
            <EmptyState title="Nothing has a rate">Whatever is asked for counts as free of cost.</EmptyState>
          )}
        </section>
      </div>
    </>
  );
}
