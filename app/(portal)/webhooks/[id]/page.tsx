import { TriangleAlert } from "lucide-react";
import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { DeliveriesPanel } from "#components/webhooks/deliveries-panel.tsx";
import { KeysPanel } from "#components/webhooks/keys-panel.tsx";
import { WebhookActions } from "#components/webhooks/webhook-actions.tsx";
import { WebhookFacts } from "#components/webhooks/webhook-facts.tsx";
import { disabledWords, lookOfWebhook } from "#components/webhooks/webhook-words.ts";
import { webhookDeliveryListQuerySchema, type WebhookView } from "#domain/contracts/webhook.ts";
import { listWebhookDeliveries } from "#server/webhooks/list-webhook-deliveries.ts";
import { showWebhook } from "#server/webhooks/show-webhook.ts";

export const metadata: Metadata = { title: "Webhook" };

/** One webhook and what became of its messages; it has no loading state above it, so that what is not there answers 404. */
export default async function WebhookPage({ params, searchParams }: PageProps<"/webhooks/[id]">) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const path = `/webhooks/${encodeURIComponent(id)}`;
  const { ctx, actor } = await openPage(path);
  const webhook = await orNotFound(showWebhook(ctx, actor, id));
  const { cursor } = readListQuery(webhookDeliveryListQuerySchema.pick({ cursor: true }), query);
  const load = () => listWebhookDeliveries(ctx, actor, { id, cursor });
  const deliveries = await listPage({ path, params: query, load });
  const { host } = new URL(webhook.url);
  const { label, tone, icon: Icon } = lookOfWebhook(webhook);
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/webhooks" label="Webhooks" current={host} />}
        title={host}
        badge={
          <Badge tone={tone}>
            <Icon aria-hidden />
            {label}
          </Badge>
        }
        lead={webhook.description}
        actions={<WebhookActions webhook={webhook} />}
      />
      <Warning webhook={webhook} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="min-w-0">
          <DeliveriesPanel webhook={webhook} deliveries={deliveries.items} />
          <Pagination
            noun="deliveries"
            nextHref={deliveries.nextCursor && listHref(path, query, { cursor: deliveries.nextCursor })}
            firstHref={cursor ? listHref(path, query, { cursor: null }) : null}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <KeysPanel webhook={webhook} />
          <WebhookFacts webhook={webhook} />
        </div>
      </div>
    </>
  );
}

function Warning({ webhook }: { readonly webhook: WebhookView }) {
  if (webhook.disabledReason === null || webhook.disabledReason === "by_hand") return null;
  return (
    <div className="mb-5">
      <Callout tone="wait" icon={TriangleAlert} title="Nothing is sent there any more">
        {disabledWords[webhook.disabledReason]} Enable it once the receiver is well; what failed can be sent again.
      </Callout>
    </div>
  );
}
