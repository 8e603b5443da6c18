import type { Metadata } from "next";
import { openPage } from "#app/open-page.ts";
import { ruleFormOptions } from "#app/rule-form-options.ts";
import { Breadcrumb } from "#components/patterns/breadcrumb.tsx";
import { PageHeader } from "#components/patterns/page-header.tsx";
import { TokenTester } from "#components/trust-rules/token-tester.tsx";

export const metadata: Metadata = { title: "Test a token" };

/** Tells how the token of a workload stands to the trust rules. */
export default async function TestTokenPage() {
  const { ctx, actor } = await openPage("/trust-rules/test");
  return (
    <>
      <PageHeader
        above={<Breadcrumb href="/trust-rules" label="Trust rules" current="Test a token" />}
        title="Test a token"
        lead="Paste the token that a platform gave to a job or a pod: which rules it meets, how it differs from the others, and a rule for exactly that workload."
      />
      <TokenTester options={await ruleFormOptions(ctx, actor)} />
    </>
  );
}
