import { RuleCard, type KeeperFacts } from "#components/guardrails/rule-card.tsx";
import type { PolicyView } from "#domain/policies/rules-view.ts";

interface RuleListProps {
  label: string;
  rules: readonly PolicyView[];
  /** Null for whoever does not keep the rules. */
  keeper: KeeperFacts | null;
  /** False for those of a pack that holds nowhere. */
  attached?: boolean;
}

/** Rules that files state, one below the other. */
export function RuleList({ label, rules, keeper, attached = true }: RuleListProps) {
  return (
    <ul aria-label={label} className="divide-y divide-line">
      {rules.map((rule) => (
        <RuleCard key={rule.id} rule={rule} keeper={keeper} attached={attached} />
      ))}
    </ul>
  );
}
