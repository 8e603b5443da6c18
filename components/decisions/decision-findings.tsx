import { ExternalLink } from "lucide-react";
import { fieldName, fieldValue } from "#components/decisions/field-words.ts";
import type { RemedyActions } from "#components/decisions/remedy-actions.ts";
import { remedyValues } from "#components/decisions/remedy-values.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClass } from "#components/ui/button-class.ts";
import { ButtonLink } from "#components/ui/button-link.tsx";
import type { Decision, Remedy, TraceEntry } from "#domain/contracts/decision.ts";

const weight = { deny: 0, error: 1, needs_approval: 2, warn: 3, limit: 4, pass: 5 } as const;

/** The rules that bind the outcome, heaviest first, each with the change that would cure it. */
export function DecisionFindings({ decision, remedies }: { decision: Decision; remedies?: RemedyActions }) {
  const findings = decision.trace
    .filter((entry) => entry.result !== "pass")
    .toSorted((a, b) => weight[a.result] - weight[b.result]);
  if (findings.length === 0) return null;
  return (
    <ul aria-label="Binding rules" className="divide-y divide-line border-t border-line">
      {findings.map((entry, index) => (
        <li key={`${entry.rule}-${index}`} className="px-4 py-2.5">
          <p className="text-md">{entry.message}</p>
          <RuleName entry={entry} />
          {entry.remedy && <RemedyRow remedy={entry.remedy} remedies={remedies} />}
        </li>
      ))}
    </ul>
  );
}

function RuleName({ entry }: { entry: TraceEntry }) {
  return (
    <p className="mt-0.5 text-sm text-ink-3 [overflow-wrap:anywhere]">
      Rule <code>{entry.rule}</code>
      {entry.pack && <> of pack {entry.pack}</>}
      {entry.controls.length > 0 && <> · {entry.controls.join(", ")}</>}
    </p>
  );
}

function RemedyRow({ remedy, remedies }: { remedy: Remedy; remedies?: RemedyActions }) {
  if (remedy.path === "/device") return <EnrolDevice />;
  const name = fieldName(remedy.path);
  const values = remedyValues(remedy);
  if (values.length === 0) {
    return (
      <p className="mt-1.5 text-sm text-ink-2">
        To fix it, let the {name} match <code>{fieldValue(remedy.path, remedy.value)}</code>.
      </p>
    );
  }
  return (
    <div className="mt-2 flex flex-wrap gap-1.5">
      {values.map((value) => (
        <Apply key={JSON.stringify(value)} remedy={remedy} value={value} remedies={remedies} />
      ))}
    </div>
  );
}

/** No field of the request cures this: it is done on the reveal origin, in the browser that will open the credential. */
function EnrolDevice() {
  return (
    <div className="mt-2">
      <a href="/devices" target="_blank" rel="noopener noreferrer" className={buttonClass({ size: "sm" })}>
        Enrol a device
        <ExternalLink aria-hidden />
        <span className="sr-only">(opens in a new tab)</span>
      </a>
    </div>
  );
}

function Apply({ remedy, value, remedies }: { remedy: Remedy; value: unknown; remedies?: RemedyActions }) {
  const words = `${fieldName(remedy.path)} ${fieldValue(remedy.path, value)}`;
  if (remedies === undefined) return <span className="text-sm text-ink-2">To fix it: {words}.</span>;
  if (remedies.kind === "link") {
    return (
      <ButtonLink size="sm" href={remedies.href([{ path: remedy.path, value }])}>
        Apply {words}
      </ButtonLink>
    );
  }
  return (
    <Button size="sm" onClick={() => remedies.apply([{ path: remedy.path, value }])}>
      Apply {words}
    </Button>
  );
}
