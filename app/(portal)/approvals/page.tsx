import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { ApprovalsList } from "#components/requests/approvals-list.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { requestListQuerySchema } from "#domain/contracts/request.ts";
import { listRequests } from "#server/requests/list-requests.ts";

export const metadata: Metadata = { title: "Approvals" };

const path = "/approvals";
const pageRows = 50;

/** What waits for the person who looks, and nothing else. */
export default async function ApprovalsPage({ searchParams }: PageProps<"/approvals">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(path);
  const { cursor } = readListQuery(requestListQuerySchema.pick({ cursor: true }), params);
  const page = await listPage({
    path,
    params,
    load: () => listRequests(ctx, actor, { scope: "to_approve", cursor, limit: pageRows }),
  });
  return (
    <>
      <PageHeader title="Approvals" lead="Requests that need your decision. Your own are never among them." />
      {page.items.length > 0 ? (
        <ApprovalsList requests={page.items} />
      ) : (
        <EmptyState
          title="Nothing waits for you"
          action={<ButtonLink href="/requests?scope=team">See your team’s requests</ButtonLink>}
        >
          When a guardrail wants a person and you are one who may decide, it stands here and you get an e-mail.
        </EmptyState>
      )}
      <Pagination
        noun="requests"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={cursor ? path : null}
      />
    </>
  );
}
