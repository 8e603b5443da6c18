import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { StageView } from "#domain/contracts/request.ts";
import { spellDeciders } from "#domain/notifications/spell-deciders.ts";
import { spellWait } from "#domain/notifications/spell-wait.ts";

interface StageRowProps {
  stage: StageView;
  position: number;
  total: number;
}

/** One stage of a plan: whom it asks, how it stands, until when, and who has said what. */
export function StageRow({ stage, position, total }: StageRowProps) {
  const approvals = stage.votes.filter((vote) => vote.verdict === "approve").length;
  const { label, tone } = stateLook[stage.state];
  return (
    <li className="px-4 py-3 not-first:border-t not-first:border-line">
      <p className="flex flex-wrap items-center justify-between gap-2 text-md">
        <span className="inline-flex min-w-0 flex-wrap items-center gap-2">
          {total > 1 && <span className="text-ink-3">Stage {position}</span>}
          {stage.groups.length > 0 ? stage.groups.join(" or ") : "Nobody is named"}
          <Badge tone={tone}>{label}</Badge>
        </span>
        <span className="text-sm text-ink-3 tabular-nums">
          {approvals} of {stage.quorum} approved
        </span>
      </p>
      <Deciders stage={stage} />
      {stage.votes.length > 0 && (
        <ul className="mt-2 flex flex-col gap-2">
          {stage.votes.map((vote) => (
            <li key={`${vote.by.id}-${vote.at}`} className="text-md">
              <span className="inline-flex flex-wrap items-center gap-2">
                <Badge tone={vote.verdict === "approve" ? "good" : "bad"}>{verdictWords[vote.verdict]}</Badge>
                <PersonName person={vote.by} />
                <span className="text-sm text-ink-3">
                  <RelativeTime at={vote.at} />
                </span>
              </span>
              {vote.comment && (
                <p className="mt-1 border-l-2 border-line pl-3 whitespace-pre-wrap text-ink-2 [overflow-wrap:anywhere]">
                  {vote.comment}
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** While it can still be decided: who may, how long they usually take, and when it is due. */
function Deciders({ stage }: { stage: StageView }) {
  const { state, approvers, approverCount, medianAnswerSeconds, dueAt, escalated, escalateTo } = stage;
  if (state !== "waiting" && state !== "later") return null;
  const names = approvers.map(({ name, email }) => name ?? email ?? "Somebody");
  const unnamed = Array.from({ length: (approverCount ?? names.length) - names.length }, () => "");
  const who = spellDeciders([...names, ...unnamed]);
  return (
    <p className="mt-1 text-sm text-ink-2 [overflow-wrap:anywhere]">
      {who && `${who} can decide. `}
      {medianAnswerSeconds !== null && `The usual answer takes ${spellWait(medianAnswerSeconds / 3600)}. `}
      {dueAt && (
        <>
          Due <RelativeTime at={dueAt} />.
        </>
      )}
      {escalated && ` Nobody decided in time, so ${escalateTo.join(" or ")} can decide as well.`}
    </p>
  );
}

const stateLook = {
  waiting: { label: "Waiting", tone: "wait" },
  later: { label: "Next", tone: "plain" },
  approved: { label: "Approved", tone: "good" },
  rejected: { label: "Rejected", tone: "bad" },
  ended: { label: "Not decided", tone: "idle" },
} as const satisfies Record<StageView["state"], { label: string; tone: Tone }>;

const verdictWords = { approve: "Approved", reject: "Rejected", counter: "Countered" } as const;
