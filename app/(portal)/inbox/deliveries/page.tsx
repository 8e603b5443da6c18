import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { DeliveriesTable } from "#components/notifications/deliveries-table.tsx";
import { deliveryLooks } from "#components/notifications/delivery-looks.ts";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { canResend, canSeeDeliveries } from "#domain/access/can-see-deliveries.ts";
import { deliveryListQuerySchema, deliveryStates } from "#domain/contracts/notification.ts";
import { listDeliveries } from "#server/notifications/list-deliveries.ts";

export const metadata: Metadata = { title: "Deliveries" };

const path = "/inbox/deliveries";

/** What became of messages in each channel, for who keeps the platform. */
export default async function DeliveriesPage({ searchParams }: PageProps<"/inbox/deliveries">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  if (!canSeeDeliveries(actor).allowed) notFound();
  const query = readListQuery(deliveryListQuerySchema.omit({ limit: true }), params);
  const page = await listPage({ path, params, load: () => listDeliveries(ctx, actor, query) });
  const resend = canResend(actor);
  return (
    <>
      <PageHeader
        above={
          <Link href="/inbox" className="hover:text-ink">
            ← Inbox
          </Link>
        }
        title="Deliveries"
        lead="What became of every message in each channel. No request ever waits for one."
      />
      <LinkTabs
        label="Which deliveries"
        tabs={[undefined, ...deliveryStates].map((state) => ({
          href: listHref(path, params, { state: state ?? null, cursor: null }),
          label: state === undefined ? "All" : deliveryLooks[state].label,
          current: state === query.state,
        }))}
      />
      <div className="mt-4">
        {page.items.length > 0 ? (
          <DeliveriesTable deliveries={page.items} resendBarrier={resend.allowed ? null : resend.reason} />
        ) : (
          <EmptyState title={query.state === "failed" ? "Nothing has failed" : "No deliveries"}>
            A message that cannot be delivered is tried again for a day. Then it stands here as failed.
          </EmptyState>
        )}
        <Pagination
          noun="deliveries"
          nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
          firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
        />
      </div>
    </>
  );
}
