import { fieldName, fieldValue } from "#components/decisions/field-words.ts";
import type { RemedyActions } from "#components/decisions/remedy-actions.ts";
import { remedyValues } from "#components/decisions/remedy-values.ts";
import { Button } from "#components/ui/button.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { Decision, Remedy } from "#domain/contracts/decision.ts";

interface SmallestChangeProps {
  decision: Decision;
  tense: "ahead" | "record";
  remedies?: RemedyActions;
}

/** The fewest changes after which it would be granted at once, made with one press. */
export function SmallestChange({ decision, tense, remedies }: SmallestChangeProps) {
  const { smallestChange: changes } = decision;
  if (!changes || changes.length === 0) return <NoChange decision={decision} tense={tense} />;
  const words = changes.map(({ path, value }) => `${fieldName(path)} ${fieldValue(path, value)}`).join(", ");
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line px-4 py-2.5">
      <p className="min-w-0 flex-[1_1_12rem] text-md [overflow-wrap:anywhere]">
        {tense === "ahead" ? "Would be granted at once with" : "Would have been granted at once with"}:{" "}
        <strong className="font-medium">{words}</strong>
      </p>
      {!isOffered(decision, changes) && <ApplyAll changes={changes} words={words} remedies={remedies} />}
    </div>
  );
}

/** A single change that a rule's own remedy offers already needs no second button. */
function isOffered({ trace }: Decision, changes: readonly Remedy[]): boolean {
  const [only, ...more] = changes;
  if (only === undefined || more.length > 0) return false;
  return trace.some(
    ({ result, remedy }) =>
      result !== "pass" && remedy?.path === only.path && remedyValues(remedy).includes(only.value),
  );
}

function NoChange({ decision, tense }: SmallestChangeProps) {
  if (decision.smallestChange !== null || tense === "record") return null;
  return (
    <p className="border-t border-line px-4 py-2.5 text-sm text-ink-3">
      No change of this form would have it granted at once.
    </p>
  );
}

function ApplyAll({
  changes,
  words,
  remedies,
}: {
  changes: readonly Remedy[];
  words: string;
  remedies?: RemedyActions;
}) {
  if (remedies === undefined) return null;
  const label = `Apply: ${words}`;
  if (remedies.kind === "link") {
    return (
      <ButtonLink size="sm" href={remedies.href(changes)} aria-label={label}>
        Apply
      </ButtonLink>
    );
  }
  return (
    <Button size="sm" variant="primary" onClick={() => remedies.apply(changes)} aria-label={label}>
      Apply
    </Button>
  );
}
