import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { BackendList } from "#components/operations/backend-list.tsx";
import { OperationList } from "#components/operations/operation-list.tsx";
import { spellKind } from "#components/operations/operation-words.ts";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Link } from "#components/ui/link.tsx";
import { operationKinds, operationListQuerySchema } from "#domain/contracts/operation.ts";
import { canSeeOperations, mayEverAct } from "#domain/operations/can-operate.ts";
import { listBackendHealth } from "#server/operations/list-backend-health.ts";
import { listOperations } from "#server/operations/list-operations.ts";
import { readBacklog, type Backlog } from "#server/operations/read-backlog.ts";

export const metadata: Metadata = { title: "Operations" };

const path = "/operations";

/** What is not over and how back ends do, for who keeps the platform; the address holds the filters. */
export default async function OperationsPage({ searchParams }: PageProps<"/operations">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  if (!canSeeOperations(actor).allowed) notFound();
  const query = readListQuery(operationListQuerySchema, params);
  const [{ items }, backends, backlog] = await Promise.all([
    listOperations(ctx, actor, query),
    listBackendHealth(ctx, actor),
    readBacklog(ctx),
  ]);
  const showsActions = mayEverAct(actor);
  const isFiltered = Object.values(query).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title="Operations"
        lead="What is not over, with what needs somebody first. The rest goes on by itself."
        actions={<ButtonLink href="/operations/orphans">Without an owner</ButtonLink>}
      />
      <BacklogLine backlog={backlog} />
      <div className="mb-5">
        <BackendList backends={backends.items} showsActions={showsActions} />
      </div>
      <FilterBar
        noun="operations"
        filters={[
          {
            key: "backend",
            label: "Back end",
            choices: backends.items.map(({ name }) => ({ value: name, label: name })),
          },
          {
            key: "kind",
            label: "Kind",
            choices: operationKinds.map((kind) => ({ value: kind, label: spellKind(kind) })),
          },
          { key: "only", label: "State", choices: [{ value: "needs_somebody", label: "Needs somebody" }] },
        ]}
      />
      {items.length > 0 ? (
        <OperationList items={items} showsActions={showsActions} />
      ) : (
        <EmptyState
          title={isFiltered ? "Nothing matches" : "Everything is done"}
          {...(isFiltered && { action: <ButtonLink href={path}>Clear the filters</ButtonLink> })}
        >
          {isFiltered ? null : "No request waits to be built, no run is under way, and nothing is blocked."}
        </EmptyState>
      )}
    </>
  );
}

function spellUnsent(unsent: number): string {
  if (unsent === 0) return "No message waits";
  return unsent === 1 ? "1 message waits" : `${unsent} messages wait`;
}

function BacklogLine({ backlog: { unsent, failed, outbox, outboxSince, queue } }: { backlog: Backlog }) {
  return (
    <p className="mb-4 text-sm text-ink-3">
      <Link href="/inbox/deliveries">
        {spellUnsent(unsent)}
        {failed > 0 && `, ${failed} failed`}
      </Link>
      {" · "}
      {outbox === 0 ? "the outbox is empty" : `${outbox} in the outbox`}
      {outboxSince && (
        <>
          , the oldest <RelativeTime at={outboxSince} />
        </>
      )}
      {` · the queue is on ${queue}`}
    </p>
  );
}
