import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { TemplateList } from "#components/templates/template-list.tsx";
import { canConnect } from "#domain/access/can-connect.ts";
import { listTemplates } from "#server/templates/list-templates.ts";

export const metadata: Metadata = { title: "Catalog" };

/** What can be asked for. */
export default async function CatalogPage() {
  const { ctx, actor } = await openPage("/");
  const { items } = await listTemplates(ctx);
  const environments = [...ctx.catalog.environments.values()].map(({ id, approval }) => ({
    id,
    asks: approval !== null,
  }));
  return (
    <>
      <PageHeader title="Catalog" lead="Pick what you need. Before you submit you see what will happen and why." />
      <TemplateList templates={items} environments={environments} canConnect={canConnect(actor)} />
    </>
  );
}
