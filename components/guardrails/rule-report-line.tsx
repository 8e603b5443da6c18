import { spellReport } from "#components/guardrails/spell-report.ts";
import type { RuleReport } from "#domain/policies/rule-report.ts";

interface RuleReportLineProps {
  rule: string;
  reports: Promise<ReadonlyMap<string, RuleReport>>;
}

/** What a rule has come to lately, once it is known. */
export async function RuleReportLine({ rule, reports }: RuleReportLineProps) {
  const report = (await reports).get(rule);
  return <p className="text-sm text-ink-2">{report ? spellReport(report) : "In 90 days it had nothing to say."}</p>;
}
