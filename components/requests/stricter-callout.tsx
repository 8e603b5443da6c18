import { Scale } from "lucide-react";
import { ChangeList } from "#components/decisions/change-list.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { BecameStricter } from "#domain/contracts/request.ts";
import { spellList } from "#domain/guardrails/spell-list.ts";

interface StricterCalloutProps {
  stricter: BecameStricter;
  /** Whether the person who looks is one of those who had approved. */
  viewerId: string;
}

/** Why an approval does not count any more: which rules say otherwise since, and what that changes. */
export function StricterCallout({ stricter: { rules, changes, approvedBy }, viewerId }: StricterCalloutProps) {
  const names = approvedBy.map(({ id, name, email }) => (id === viewerId ? "you" : (name ?? email ?? "an approver")));
  const since = names.length === 0 ? "it was decided" : `${spellList(names, "and")} approved`;
  return (
    <Callout tone="wait" icon={Scale} title={`The rules became stricter since ${since}`}>
      <div className="flex flex-col gap-3">
        <ul className="flex flex-col gap-1">
          {rules.map(({ rule, message }) => (
            <li key={`${rule}-${message}`} className="[overflow-wrap:anywhere]">
              <code>{rule}</code>: {message}
            </li>
          ))}
        </ul>
        <ChangeList
          title="What changed"
          changes={changes.map(({ limit, ...change }) => ({ ...change, id: limit, term: limit }))}
        />
        {names.length > 0 && <p>The approval does not count any more.</p>}
      </div>
    </Callout>
  );
}
