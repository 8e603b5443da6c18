import { OperationActions } from "#components/operations/operation-actions.tsx";
import { spellKind } from "#components/operations/operation-words.ts";
import { PersonName } from "#components/patterns/person-name.tsx";
import { EnvironmentName, TeamName } from "#components/patterns/place-names.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Link } from "#components/ui/link.tsx";
import type { OperationView } from "#domain/contracts/operation.ts";

interface OperationListProps {
  items: readonly OperationView[];
  /** Whether the reader may move any of it; else only what is so is shown. */
  showsActions: boolean;
}

/** Everything that is not over, what needs somebody first. */
export function OperationList({ items, showsActions }: OperationListProps) {
  return (
    <ul className="flex flex-col gap-3" aria-label="Operations">
      {items.map((item) => (
        <Operation key={item.id} item={item} showsActions={showsActions} />
      ))}
    </ul>
  );
}

function Operation({ item, showsActions }: { item: OperationView; showsActions: boolean }) {
  const { name, kind, team, environment, backend, since, step, lastError, detail, nextAt } = item;
  const look = lookOf(item);
  const href = item.resourceId === null ? `/requests/${item.requestId}` : `/resources/${item.resourceId}`;
  return (
    <li className="panel flex flex-col gap-3 p-4" aria-label={`${spellKind(kind)} ${name}`}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="text-lg">
          <Link href={href}>{name}</Link>
        </h3>
        <Badge tone={look.tone}>{look.label}</Badge>
        <span className="text-sm text-ink-3">
          {spellKind(kind)} · <TeamName id={team} /> · <EnvironmentName id={environment} />
          {backend && (
            <>
              {" · "}
              <code>{backend}</code>
            </>
          )}
        </span>
        <span className="text-sm text-ink-3 sm:ml-auto">
          Begun <RelativeTime at={since} />
        </span>
      </div>
      {detail && <p className="max-w-prose text-md">{detail}</p>}
      <ul className="flex flex-col gap-1 text-md text-ink-2 [overflow-wrap:anywhere]">
        {step && (
          <li>
            {step.title}: {step.counted === 1 ? "1 attempt" : `${step.counted} attempts`}
            {step.attempts > step.counted && `, ${step.attempts - step.counted} more do not count`}
            {item.holder === "alive" && ", a worker is at it"}
            {item.holder === "lost" && ", its worker is gone"}.
          </li>
        )}
        {lastError && (
          <li>
            Last: {lastError.message} <code className="text-sm text-ink-3">{lastError.code}</code>
          </li>
        )}
        {nextAt && item.holder !== "alive" && (
          <li>
            Next: <RelativeTime at={nextAt} />
          </li>
        )}
        <Handled item={item} />
      </ul>
      {showsActions && <OperationActions item={item} />}
    </li>
  );
}

function Handled({ item: { handover, closure } }: { item: OperationView }) {
  return (
    <>
      {handover && (
        <li>
          With <PersonName person={handover.to} />, from <PersonName person={handover.by} />{" "}
          <RelativeTime at={handover.at} />: {handover.note}
        </li>
      )}
      {closure && (
        <li>
          <PersonName person={closure.by} /> proposed <RelativeTime at={closure.at} /> to close it without proof:{" "}
          {closure.reason}
        </li>
      )}
    </>
  );
}

function lookOf({ closure, needsSomebody, blockedReason, state }: OperationView): { tone: Tone; label: string } {
  if (closure !== null) return { tone: "bad", label: "Waits for a second person" };
  if (needsSomebody) return { tone: "bad", label: "Needs somebody" };
  if (blockedReason !== null) return { tone: "wait", label: "Waits for its back end" };
  if (state === "undoing") return { tone: "busy", label: "Being taken back" };
  return { tone: "busy", label: state === "waiting" ? "Begins soon" : "Under way" };
}
