import { spellAnswerTime } from "#components/decisions/spell-answer-time.ts";
import type { AskedStage, Decision } from "#domain/contracts/decision.ts";

const namedMax = 4;

/** Who would be asked, by name, and how long they usually take; nothing where nobody is asked. */
export function DecisionAsks({ decision: { asks = [] } }: { decision: Decision }) {
  if (asks.length === 0) return null;
  return (
    <ol aria-label="Who can approve it" className="border-t border-line px-4 py-3 text-md">
      {asks.map((stage, index) => (
        <li key={index} className="[overflow-wrap:anywhere] not-first:mt-1.5">
          {asks.length > 1 && <span className="text-ink-3">Stage {index + 1}: </span>}
          <span>{people(stage)}</span>
          {stage.medianAnswerSeconds !== null && (
            <span className="text-ink-2">; usually answered in {spellAnswerTime(stage.medianAnswerSeconds)}</span>
          )}
        </li>
      ))}
    </ol>
  );
}

function people({ approvers, approverCount }: AskedStage): string {
  const named = approvers.slice(0, namedMax).map(({ name, email }) => name ?? email ?? "somebody");
  const more = approverCount - named.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
