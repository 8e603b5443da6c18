import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { EmergencyList } from "#components/break-glass/emergency-list.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { emergencyListQuerySchema, type EmergencyView } from "#domain/contracts/break-glass.ts";
import { listEmergencies } from "#server/break-glass/list-emergencies.ts";

export const metadata: Metadata = { title: "Emergency access" };

const path = "/break-glass";

/** Every use of emergency access that the viewer may know of: first what waits for them, then what is open, then the past. */
export default async function BreakGlassPage({ searchParams }: PageProps<"/break-glass">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(emergencyListQuerySchema.pick({ cursor: true }), params);
  const page = await listPage({ path, params, load: () => listEmergencies(ctx, actor, query) });
  const groups = groupsOf(page.items);
  return (
    <>
      <PageHeader
        title="Emergency access"
        lead="Named people get into what is not theirs for an hour at most. Each use is told at once, ended with proof, and reviewed."
      />
      {page.items.length === 0 && (
        <EmptyState title="Nobody has used it">
          Whoever is named in <code>catalog/break-glass.yaml</code> finds the action on the page of a resource.
        </EmptyState>
      )}
      <div className="space-y-6">
        {groups.map(({ title, emergencies }) => (
          <section key={title} aria-label={title}>
            <h2 className="mb-2 text-md">{title}</h2>
            <EmergencyList emergencies={emergencies} label={title} />
          </section>
        ))}
      </div>
      <Pagination
        noun="uses"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}

function groupsOf(emergencies: readonly EmergencyView[]) {
  const titleOf = ({ can, state }: EmergencyView) => {
    if (can.confirm || can.review) return "Waits for you";
    return state === "waiting" || state === "active" ? "Open now" : "Before";
  };
  return ["Waits for you", "Open now", "Before"]
    .map((title) => ({ title, emergencies: emergencies.filter((emergency) => titleOf(emergency) === title) }))
    .filter((group) => group.emergencies.length > 0);
}
