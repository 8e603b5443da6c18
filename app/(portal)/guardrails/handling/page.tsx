import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { HandlingTable } from "#components/guardrails/handling-table.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { showHandling } from "#server/catalog/show-guardrails.ts";

export const metadata: Metadata = { title: "Handling" };

/** How data of each class is handled, whatever the template. */
export default async function HandlingPage() {
  const { ctx } = await openPage("/guardrails/handling");
  return (
    <>
      <PageHeader
        title="Handling"
        lead="How data of each class is handled, whatever the template. A rule or a pack can only tighten it."
      />
      <HandlingTable tiers={showHandling(ctx)} />
    </>
  );
}
