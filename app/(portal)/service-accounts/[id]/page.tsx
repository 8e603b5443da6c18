import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { orNotFound } from "#app/or-not-found.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { AccountFacts } from "#components/service-accounts/account-facts.tsx";
import { RevokeAccountAction } from "#components/service-accounts/revoke-account-action.tsx";
import { TokensPanel } from "#components/service-accounts/tokens-panel.tsx";
import type { Permission } from "#domain/access/permission.ts";
import { tokenListQuerySchema } from "#domain/contracts/service-account.ts";
import { canCreateToken, canManageServiceAccounts, canRevokeServiceAccount } from "#domain/service-accounts/can.ts";
import { listTokens } from "#server/service-accounts/list-tokens.ts";
import { showServiceAccount } from "#server/service-accounts/show-service-account.ts";

export const metadata: Metadata = { title: "Service account" };

/** One service account; it has no loading state above it, so that what is not there answers 404. */
export default async function ServiceAccountPage({ params, searchParams }: PageProps<"/service-accounts/[id]">) {
  const [{ id }, query] = await Promise.all([params, searchParams]);
  const path = `/service-accounts/${encodeURIComponent(id)}`;
  const { ctx, actor } = await openPage(path);
  const account = await orNotFound(showServiceAccount(ctx, actor, id));
  const { cursor } = readListQuery(tokenListQuerySchema.pick({ cursor: true }), query);
  const load = () => listTokens(ctx, actor, { serviceAccount: id, cursor });
  const tokens = await listPage({ path, params: query, load });
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/service-accounts" label="Service accounts" current={account.name} />}
        title={account.name}
        badge={<StateBadge of="service-account" state={account.state} />}
        lead={account.description}
        actions={
          <RevokeAccountAction account={account} disabledReason={reasonOf(canRevokeServiceAccount(actor, account))} />
        }
      />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_23rem]">
        <div className="min-w-0">
          <TokensPanel
            account={account}
            tokens={tokens.items}
            createReason={reasonOf(canCreateToken(actor, account))}
            revokeReason={reasonOf(canManageServiceAccounts(actor, account.team))}
          />
          <Pagination
            noun="tokens"
            nextHref={tokens.nextCursor && listHref(path, query, { cursor: tokens.nextCursor })}
            firstHref={cursor ? listHref(path, query, { cursor: null }) : null}
          />
        </div>
        <AccountFacts account={account} />
      </div>
    </>
  );
}

function reasonOf(permission: Permission): string | null {
  return permission.allowed ? null : permission.reason;
}
