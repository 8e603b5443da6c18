import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { PacksTable } from "#components/packs/packs-table.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { listPacks } from "#server/packs/list-packs.ts";

export const metadata: Metadata = { title: "Packs" };

/** The compliance packs of the catalog, and where they hold. */
export default async function PacksPage() {
  const { ctx } = await openPage("/guardrails/packs");
  const packs = listPacks(ctx);
  return (
    <>
      <PageHeader
        title="Packs"
        lead="Rules for a standard, with the controls they are for. A pack holds where catalog/attachments.yaml attaches it, and can only tighten. It gives technical controls and evidence, not a certificate."
      />
      {packs.length > 0 ? (
        <PacksTable packs={packs} />
      ) : (
        <EmptyState title="There is no pack">
          A pack is a file in <code>catalog/packs</code>.
        </EmptyState>
      )}
    </>
  );
}
