import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { serviceAccountLooks } from "#components/patterns/state-look.ts";
import { CreateAccountAction } from "#components/service-accounts/create-account-action.tsx";
import { ServiceAccountsTable } from "#components/service-accounts/service-accounts-table.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { serviceAccountListQuerySchema } from "#domain/contracts/service-account.ts";
import { canManageServiceAccounts, canSeeServiceAccounts } from "#domain/service-accounts/can.ts";
import { listServiceAccounts } from "#server/service-accounts/list-service-accounts.ts";

export const metadata: Metadata = { title: "Service accounts" };

const path = "/service-accounts";

/** The bots and jobs of the viewer's teams; the address holds filters and place. */
export default async function ServiceAccountsPage({ searchParams }: PageProps<"/service-accounts">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(serviceAccountListQuerySchema.omit({ limit: true }), params);
  const page = await listPage({ path, params, load: () => listServiceAccounts(ctx, actor, query) });
  const teams = [...ctx.catalog.teams.values()].map((team) => ({ value: team.id, label: team.name }));
  return (
    <>
      <PageHeader
        title="Service accounts"
        lead="For bots and jobs of a team: they ask for its members, and never approve or reveal."
        actions={
          <>
            <ButtonLink href="/trust-rules">Trust rules</ButtonLink>
            <ButtonLink href="/webhooks">Webhooks</ButtonLink>
            <CreateAccountAction teams={teams.filter(({ value }) => canManageServiceAccounts(actor, value).allowed)} />
          </>
        }
      />
      <FilterBar
        noun="service accounts"
        filters={[
          { key: "team", label: "Team", choices: teams.filter(({ value }) => canSeeServiceAccounts(actor, value)) },
          {
            key: "state",
            label: "State",
            choices: Object.entries(serviceAccountLooks).map(([value, { label }]) => ({ value, label })),
          },
        ]}
      />
      {page.items.length > 0 ? (
        <ServiceAccountsTable accounts={page.items} />
      ) : (
        <NoAccounts narrowed={Object.keys(query).length > 0} />
      )}
      <Pagination
        noun="service accounts"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}

function NoAccounts({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return (
      <EmptyState title="No service account matches" action={<ButtonLink href={path}>Clear the filters</ButtonLink>} />
    );
  }
  return (
    <EmptyState title="Your teams have no service account">
      A lead of a team makes one, with a token for the bot or the job that calls the API with it.
    </EmptyState>
  );
}
