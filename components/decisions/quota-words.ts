import { formatMoney } from "#components/patterns/format-money.ts";
import type { Allowance, Decision } from "#domain/contracts/decision.ts";

/** Where each quota that counts a request stands with it. */
export function quotaWords({
  effective: { quota, allowances = [], cost },
}: Decision): { term: string; value: string }[] {
  return [
    { term: "Team quota", value: `${quota.holding + 1} of ${quota.limit} with this` },
    ...allowances.map((allowance) => ({ term: allowance.id, value: words(allowance, cost?.currency ?? "USD") })),
  ];
}

function words({ measure, held, asks, limit, raisedFrom = limit }: Allowance, currency: string): string {
  const spell = (amount: number) => (measure === "monthlyCost" ? formatMoney(amount, currency) : String(amount));
  const unit = { count: "", units: " units", monthlyCost: " a month" }[measure];
  const beyond = raisedFrom === limit ? "" : `, and up to ${spell(limit)} if a human agrees`;
  return `${spell(held + asks)} of ${spell(raisedFrom)}${unit} with this${beyond}`;
}
