import type { Metadata } from "next";
import { listPage } from "#app/list-page.ts";
import { listHref, readListQuery } from "#app/list-query.ts";
import { openPage } from "#app/open-page.ts";
import { ruleFormOptions } from "#app/rule-form-options.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { FilterBar } from "#components/patterns/filter-bar.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Pagination } from "#components/patterns/pagination.tsx";
import { trustRuleLooks } from "#components/patterns/state-look.ts";
import { CreateRuleAction } from "#components/trust-rules/create-rule-action.tsx";
import { RuleRow } from "#components/trust-rules/rule-row.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { trustRuleListQuerySchema } from "#domain/contracts/trust-rule.ts";
import { canManageServiceAccounts, canSeeServiceAccounts } from "#domain/service-accounts/can.ts";
import { listTrustRules } from "#server/trust-rules/list-trust-rules.ts";

export const metadata: Metadata = { title: "Trust rules" };

const path = "/trust-rules";

/** Which workloads may become service accounts of the viewer's teams; the address holds filters and place. */
export default async function TrustRulesPage({ searchParams }: PageProps<"/trust-rules">) {
  const params = await searchParams;
  const { ctx, actor } = await openPage(listHref(path, params, {}));
  const query = readListQuery(trustRuleListQuerySchema.omit({ limit: true, serviceAccount: true }), params);
  const [page, options] = await Promise.all([
    listPage({ path, params, load: () => listTrustRules(ctx, actor, query) }),
    ruleFormOptions(ctx, actor),
  ]);
  const teams = [...ctx.catalog.teams.values()].map((team) => ({ value: team.id, label: team.name }));
  const states = Object.entries(trustRuleLooks).map(([value, { label }]) => ({ value, label }));
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/service-accounts" label="Service accounts" current="Trust rules" />}
        title="Trust rules"
        lead="Which jobs and pods may become a service account, by what their platform says of them: no secret is stored with them."
        actions={
          <>
            <ButtonLink href="/trust-rules/test">Test a token</ButtonLink>
            <CreateRuleAction options={options} label="Create trust rule" />
          </>
        }
      />
      <FilterBar
        noun="trust rules"
        filters={[
          { key: "team", label: "Team", choices: teams.filter(({ value }) => canSeeServiceAccounts(actor, value)) },
          { key: "state", label: "State", choices: states },
        ]}
      />
      {page.items.length > 0 ? (
        <ul aria-label="Trust rules" className="panel divide-y divide-line">
          {page.items.map((rule) => {
            const permission = canManageServiceAccounts(actor, rule.serviceAccount.team);
            return <RuleRow key={rule.id} rule={rule} revokeReason={permission.allowed ? null : permission.reason} />;
          })}
        </ul>
      ) : (
        <NoRules narrowed={Object.keys(query).length > 0} />
      )}
      <Pagination
        noun="trust rules"
        nextHref={page.nextCursor && listHref(path, params, { cursor: page.nextCursor })}
        firstHref={query.cursor ? listHref(path, params, { cursor: null }) : null}
      />
    </>
  );
}

function NoRules({ narrowed }: { narrowed: boolean }) {
  if (narrowed) {
    return <EmptyState title="No trust rule matches" action={<ButtonLink href={path}>Clear the filters</ButtonLink>} />;
  }
  return (
    <EmptyState
      title="Your teams have no trust rule"
      action={<ButtonLink href="/trust-rules/test">Test a token</ButtonLink>}
    >
      Paste the token of a job, and a rule for exactly that job is proposed.
    </EmptyState>
  );
}
