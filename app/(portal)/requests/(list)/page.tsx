import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { requestLooks } from "#components/patterns/state-look.ts";
import { RequestsTable } from "#components/requests/requests-table.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import type { Actor } from "#domain/access/actor.ts";
import type { Catalog } from "#domain/catalog/catalog.ts";
import { requestListQuerySchema, requestStates } from "#domain/contracts/request.ts";
import { listRequests } from "#server/requests/list-requests.ts";

export const metadata: Metadata = { title: "Requests" };

const path = "/requests";
const scopes = [
  { scope: "mine", label: "Mine" },
  { scope: "team", label: "My team" },
  { scope: "all", label: "All" },
] as const;

/** Requests, mine first; the address holds scope, filters and place. */
export default async function RequestsPage({ searchParams }: PageProps<"/requests">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(requestListQuerySchema.omit({ limit: true }), params);
  const scope = query.scope ?? "mine";
  const page = await listPage({ path, params, load: () => listRequests(ctx, actor, { ...query, scope }) });
  const narrowed = Object.keys(query).some((key) => key !== "scope");
  return (
    <>
      <PageHeader
        title="Requests"
        actions={
          <ButtonLink href="/" variant="primary">
            New request
          </ButtonLink>
        }
      />
      <LinkTabs
        label="Whose requests"
        tabs={scopes
          .filter(({ scope }) => scope !== "all" || seesAll(actor))
          .map((tab) => ({
            href: listHref(path, params, { scope: tab.scope === "mine" ? null : tab.scope, cursor: null }),
            label: tab.label,
            current: tab.scope === scope,
          }))}
      />
      <FilterBar noun="requests" filters={filters(ctx.catalog)} />
      {page.items.length > 0 ? (
        <RequestsTable label="Requests" requests={page.items} />
      ) : (
        <NoRequests narrowed={narrowed} mine={scope === "mine"} />
      )}
      <Pagination
        noun="requests"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}

function NoRequests({ narrowed, mine }: { narrowed: boolean; mine: boolean }) {
  if (narrowed) {
    return (
      <EmptyState title="No request matches" action={<ButtonLink href={path}>Show all of mine</ButtonLink>}>
        Change a filter, or clear them.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title={mine ? "You have not asked for anything yet" : "No requests yet"}
      action={
        <ButtonLink href="/" variant="primary">
          Open the catalog
        </ButtonLink>
      }
    >
      Pick a template; what is safe is granted at once.
    </EmptyState>
  );
}

function seesAll(actor: Actor): boolean {
  return actor.platformRoles.length > 0;
}

function filters({ environments, templates }: Catalog) {
  return [
    {
      key: "state",
      label: "State",
      choices: requestStates.map((state) => ({ value: state, label: requestLooks[state].label })),
    },
    {
      key: "environment",
      label: "Environment",
      choices: [...environments.values()].map(({ id, title }) => ({ value: id, label: title })),
    },
    {
      key: "template",
      label: "Template",
      choices: [...templates.keys()].map((id) => ({ value: id, label: id })),
    },
  ];
}
