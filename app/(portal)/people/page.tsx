import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { PeopleTable } from "#components/people/people-table.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { personListQuerySchema } from "#domain/contracts/person.ts";
import { canSeePeople } from "#domain/people/can-manage-people.ts";
import { listPeople } from "#server/people/list-people.ts";

export const metadata: Metadata = { title: "People" };

const path = "/people";

/** Who is known here, for those who look after it; the address holds filters and place. */
export default async function PeoplePage({ searchParams }: PageProps<"/people">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  if (!canSeePeople(actor).allowed) notFound();
  const query = readListQuery(personListQuerySchema.omit({ limit: true }), params);
  const page = await listPage({ path, params, load: () => listPeople(ctx, actor, query) });
  return (
    <>
      <PageHeader
        title="People"
        lead="Who has signed in here. Teams and roles come from the identity provider; who has left is deactivated here."
      />
      <FilterBar
        noun="people"
        filters={[
          {
            key: "state",
            label: "State",
            choices: [
              { value: "active", label: "Active" },
              { value: "deactivated", label: "Deactivated" },
            ],
          },
        ]}
      />
      {page.items.length > 0 ? (
        <PeopleTable people={page.items} />
      ) : (
        <EmptyState title="Nobody matches" action={<ButtonLink href={path}>Clear the filters</ButtonLink>} />
      )}
      <Pagination
        noun="people"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}
