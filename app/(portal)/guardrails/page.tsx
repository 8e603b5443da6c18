import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { BuiltInRules } from "#components/guardrails/built-in-rules.tsx";
import { PackRules } from "#components/guardrails/pack-rules.tsx";
import { RuleList } from "#components/guardrails/rule-list.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { listRules } from "#server/policies/list-rules.ts";
import { reportRules } from "#server/policies/report-rules.ts";

export const metadata: Metadata = { title: "Rules" };

const days = 90;

/** Every rule that decides requests: the platform team's own, those of packs, and the built-in ones. */
export default async function RulesPage() {
  const { ctx, actor } = await openPage("/guardrails");
  const { own, packs, builtIn, keeper } = listRules(ctx, actor);
  const isStated = own.length + packs.length > 0;
  const facts = keeper && isStated ? { reports: reportRules(ctx, actor, days) } : null;
  return (
    <>
      <PageHeader
        title="Rules"
        lead="What decides every request. The strictest rule gives the outcome, and each decision names the rules that spoke."
      />
      <div className="space-y-6">
        {own.length > 0 ? (
          <Panel title="Own rules" aside={`${own.length} in catalog/policies`}>
            <RuleList label="Own rules" rules={own} keeper={facts} />
          </Panel>
        ) : (
          <EmptyState title="No own rules">
            The platform team writes them as files in <code>catalog/policies</code>, each with the examples that test
            it.
          </EmptyState>
        )}
        {packs.map((pack) => (
          <PackRules key={pack.id} pack={pack} keeper={facts} />
        ))}
        <section aria-labelledby="built-in">
          <h2 id="built-in" className="mb-2 text-md">
            Built-in rules
          </h2>
          <BuiltInRules rules={builtIn} />
        </section>
      </div>
    </>
  );
}
