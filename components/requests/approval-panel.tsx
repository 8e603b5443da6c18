import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { DecideForm } from "#components/requests/decide-form.tsx";
import { Badge } from "#components/ui/badge.tsx";
import type { Permission } from "#domain/access/permission.ts";
import type { RequestView } from "#domain/contracts/request.ts";

type Stage = NonNullable<RequestView["approval"]>["stages"][number];

interface ApprovalPanelProps {
  request: RequestView;
  /** Null when nothing is to be decided now. */
  permission: Permission | null;
}

/** Who has to agree, who has, and the place to do it. */
export function ApprovalPanel({ request, permission }: ApprovalPanelProps) {
  if (request.approval === null) return null;
  return (
    <Panel title="Approval" aside={<KeyProfile digest={request.digest} />}>
      <Reasons decision={request.decision} />
      <ol>
        {request.approval.stages.map((stage, index) => (
          <StageRow key={index} stage={stage} position={index + 1} total={request.approval?.stages.length ?? 1} />
        ))}
      </ol>
      {permission !== null && (
        <DecideForm request={request} disabledReason={permission.allowed ? null : permission.reason} />
      )}
    </Panel>
  );
}

function Reasons({ decision }: { decision: RequestView["decision"] }) {
  const asking = decision.trace.filter(({ result }) => result === "needs_approval" || result === "error");
  return asking.map((entry) => (
    <p key={entry.rule} className="border-b border-line px-4 py-2.5 text-md text-ink-2">
      {entry.message}
    </p>
  ));
}

function StageRow({ stage, position, total }: { stage: Stage; position: number; total: number }) {
  const approvals = stage.votes.filter((vote) => vote.verdict === "approve").length;
  return (
    <li className="px-4 py-3 not-first:border-t not-first:border-line">
      <p className="flex flex-wrap items-center justify-between gap-2 text-md">
        <span>
          {total > 1 && <span className="text-ink-3">Stage {position}: </span>}
          {stage.groups.length > 0 ? stage.groups.join(" or ") : "Nobody is named"}
        </span>
        <span className="text-sm text-ink-3 tabular-nums">
          {approvals} of {stage.quorum} approved
        </span>
      </p>
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

const verdictWords = { approve: "Approved", reject: "Rejected", counter: "Countered" } as const;
