import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { OrphansPanel } from "#components/reconcile/orphans-panel.tsx";
import { orphanListQuerySchema } from "#domain/contracts/orphan.ts";
import { canSeeOrphans, canTendOrphan } from "#domain/reconcile/can-tend-orphan.ts";
import { listOrphans } from "#server/reconcile/list-orphans.ts";

export const metadata: Metadata = { title: "Without an owner" };

const path = "/operations/orphans";

/** What bears our mark on the back ends and belongs to nothing that lives; for platform roles, others find nothing here. */
export default async function OrphansPage({ searchParams }: PageProps<"/operations/orphans">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  if (!canSeeOrphans(actor).allowed) notFound();
  const query = readListQuery(orphanListQuerySchema.omit({ limit: true }), params);
  const page = await listPage({ path, params, load: () => listOrphans(ctx, actor, query) });
  const may = canTendOrphan(actor, "quarantine", { state: "found", isWanted: false, isUnderAlarm: false });
  const tabs = [
    { label: "Open", href: listHref(path, params, { only: null, cursor: null }), current: query.only !== "all" },
    { label: "All", href: listHref(path, params, { only: "all", cursor: null }), current: query.only === "all" },
  ];
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/operations" label="Operations" current="Without an owner" />}
        title="Without an owner"
        lead="Every back end is asked about every five minutes for all that bears Latchkey's mark."
      />
      <LinkTabs label="Which" tabs={tabs} />
      <OrphansPanel orphans={page.items} disabledReason={may.allowed ? null : may.reason} />
      <Pagination
        noun="orphans"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}
