import type { KeeperFacts } from "#components/guardrails/rule-card.tsx";
import { RuleList } from "#components/guardrails/rule-list.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import type { PackRulesView } from "#domain/policies/rules-view.ts";

/** The rules of one pack, and where they hold. */
export function PackRules({ pack, keeper }: { pack: PackRulesView; keeper: KeeperFacts | null }) {
  const { title, version, attachedTo, rules } = pack;
  const places = [
    spell("team", attachedTo.teams),
    spell("template", attachedTo.templates),
    spell("environment", attachedTo.environments),
  ].filter((words) => words !== null);
  const attached = places.length > 0;
  const list = <RuleList label={`Rules of pack ${title}`} rules={rules} keeper={keeper} attached={attached} />;
  return (
    <Panel title={`Pack ${title}`} aside={<>version {version}</>}>
      <p className="px-4 py-2 text-sm text-ink-2">
        {attached ? `Holds for ${places.join("; ")}.` : "Attached nowhere: none of its rules is in force."}
      </p>
      {attached ? (
        <div className="border-t border-line">{list}</div>
      ) : (
        <details className="border-t border-line">
          <summary className="cursor-default px-4 py-2 text-sm text-ink-2 hover:text-ink">
            {rules.length} {rules.length === 1 ? "rule" : "rules"} that it would bring
          </summary>
          <div className="border-t border-line">{list}</div>
        </details>
      )}
    </Panel>
  );
}

function spell(noun: string, ids: readonly string[]): string | null {
  if (ids.length === 0) return null;
  return `${noun}${ids.length === 1 ? "" : "s"} ${ids.join(", ")}`;
}
