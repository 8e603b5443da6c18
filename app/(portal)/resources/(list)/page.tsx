import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { LinkTabs } from "#components/patterns/link-tabs.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { resourceLooks } from "#components/patterns/state-look.ts";
import { ResourcesTable } from "#components/resources/resources-table.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { resourceListQuerySchema, resourceStates } from "#domain/contracts/resource.ts";
import { listResources } from "#server/resources/list-resources.ts";

export const metadata: Metadata = { title: "Resources" };

const path = "/resources";
const scopes = [
  { scope: "team", label: "My team" },
  { scope: "mine", label: "Mine" },
  { scope: "all", label: "All" },
] as const;

/** What exists, the team's first; the address holds scope, filters and place. */
export default async function ResourcesPage({ searchParams }: PageProps<"/resources">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(resourceListQuerySchema.omit({ limit: true }), params);
  const scope = query.scope ?? "team";
  const page = await listPage({ path, params, load: () => listResources(ctx, actor, { ...query, scope }) });
  const narrowed = Object.keys(query).some((key) => key !== "scope");
  const environments = [...ctx.catalog.environments.values()];
  return (
    <>
      <PageHeader title="Resources" actions={<ButtonLink href="/resources/certificates">Certificates</ButtonLink>} />
      <LinkTabs
        label="Whose resources"
        tabs={scopes
          .filter(({ scope }) => scope !== "all" || actor.platformRoles.length > 0)
          .map((tab) => ({
            href: listHref(path, params, { scope: tab.scope === "team" ? null : tab.scope, cursor: null }),
            label: tab.label,
            current: tab.scope === scope,
          }))}
      />
      <FilterBar
        noun="resources"
        filters={[
          {
            key: "state",
            label: "State",
            choices: resourceStates.map((state) => ({ value: state, label: resourceLooks[state].label })),
          },
          { key: "ends", label: "Expires", choices: [{ value: "soon", label: "Within 7 days" }] },
          {
            key: "environment",
            label: "Environment",
            choices: environments.map(({ id, title }) => ({ value: id, label: title })),
          },
          { key: "rotation", label: "Rotation", choices: [{ value: "overdue", label: "Overdue" }] },
          { key: "use", label: "Use", choices: [{ value: "idle", label: "Unused for 30 days" }] },
        ]}
      />
      {page.items.length > 0 ? <ResourcesTable resources={page.items} /> : <NoResources narrowed={narrowed} />}
      <Pagination
        noun="resources"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}

function NoResources({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return (
      <EmptyState title="No resource matches" action={<ButtonLink href={path}>Clear the filters</ButtonLink>}>
        What is destroyed is listed only when you filter by that state.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      title="Nothing is held here"
      action={
        <ButtonLink href="/" variant="primary">
          Open the catalog
        </ButtonLink>
      }
    >
      What is granted and built stands here until it expires or is released.
    </EmptyState>
  );
}
