import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { CreateWebhookAction } from "#components/webhooks/create-webhook-action.tsx";
import { everyTeamChoice, webhookLooks } from "#components/webhooks/webhook-words.ts";
import { WebhooksTable } from "#components/webhooks/webhooks-table.tsx";
import { webhookListQuerySchema } from "#domain/contracts/webhook.ts";
import { canManageEveryWebhook, canManageWebhooks } from "#domain/webhooks/can.ts";
import { listWebhooks } from "#server/webhooks/list-webhooks.ts";

export const metadata: Metadata = { title: "Webhooks" };

const path = "/webhooks";

/** Where other systems are told what happens here, of the teams that the viewer leads; the address holds filters and place. */
export default async function WebhooksPage({ searchParams }: PageProps<"/webhooks">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(webhookListQuerySchema.omit({ limit: true }), params);
  const page = await listPage({ path, params, load: () => listWebhooks(ctx, actor, query) });
  const teams = [...ctx.catalog.teams.values()]
    .map((team) => ({ value: team.id, label: team.name }))
    .filter(({ value }) => canManageWebhooks(actor, value).allowed);
  const everyTeam = canManageEveryWebhook(actor) ? [{ value: everyTeamChoice, label: "Every team" }] : [];
  const states = Object.entries(webhookLooks).map(([value, { label }]) => ({ value, label }));
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/service-accounts" label="Service accounts" current="Webhooks" />}
        title="Webhooks"
        lead="Other systems are told what happens to things of a team: signed, thin, and never with a secret in it."
        actions={<CreateWebhookAction teams={[...teams, ...everyTeam]} />}
      />
      <FilterBar
        noun="webhooks"
        filters={[
          { key: "team", label: "Team", choices: teams },
          { key: "state", label: "State", choices: states },
        ]}
      />
      {page.items.length > 0 ? (
        <WebhooksTable webhooks={page.items} />
      ) : (
        <NoWebhooks narrowed={Object.keys(query).length > 0} />
      )}
      <Pagination
        noun="webhooks"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}

function NoWebhooks({ narrowed }: { readonly narrowed: boolean }) {
  if (narrowed) {
    return <EmptyState title="No webhook matches" action={<ButtonLink href={path}>Clear the filters</ButtonLink>} />;
  }
  return (
    <EmptyState title="There is no webhook that you manage">
      A lead of a team makes one for it; the platform team makes them for every team.
    </EmptyState>
  );
}
