"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { ReasonAction } from "#components/patterns/reason-action.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { orphanSchema, type OrphanDecision, type OrphanState, type OrphanView } from "#domain/contracts/orphan.ts";

interface OrphansPanelProps {
  orphans: readonly OrphanView[];
  /** Why the viewer may not decide; null: they may. */
  disabledReason: string | null;
}

const looks = {
  found: { label: "Found", tone: "bad" },
  quarantined: { label: "Access blocked", tone: "wait" },
  deleted: { label: "Deleted", tone: "idle" },
  gone: { label: "Gone", tone: "idle" },
} as const satisfies Record<OrphanState, { readonly label: string; readonly tone: Tone }>;

const whys = {
  destroyed: "The ledger says that its resource is destroyed.",
  unknown: "This ledger never had the resource that its mark names.",
} as const;

/** What bears our mark on a back end and belongs to nothing that lives, with what becomes of it. */
export function OrphansPanel({ orphans, disabledReason }: OrphansPanelProps) {
  return (
    <Panel title="Without an owner" aside={orphans.length === 0 ? null : `${orphans.length} shown`}>
      {orphans.length === 0 ? (
        <p className="px-4 py-6 text-md text-ink-3">
          Everything on the back ends that bears Latchkey&apos;s mark belongs to something that lives.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {orphans.map((orphan) => (
            <OrphanRow key={orphan.id} orphan={orphan} disabledReason={disabledReason} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function OrphanRow({ orphan, disabledReason }: { orphan: OrphanView; disabledReason: string | null }) {
  const { objects, backend, state, why, foundAt, wanted, deleteAfter, failure, resourceId } = orphan;
  const [first, ...others] = objects;
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-4 py-3">
      <div className="min-w-0 flex-[1_1_20rem] text-md">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-mono font-semibold [overflow-wrap:anywhere]">{first?.name ?? resourceId}</span>
          <Badge tone={looks[state].tone}>{looks[state].label}</Badge>
        </div>
        <p className="mt-1 text-ink-2">
          {first?.kind ?? "object"}
          {others.length > 0 && ` and ${others.length} more`} on {backend}, found <RelativeTime at={foundAt} />.{" "}
          {whys[why]}
        </p>
        {wanted !== null && (
          <p className="mt-1 text-ink-2" role="status">
            {wanted.what === "delete" ? "Being deleted" : "Being blocked"}
            {wanted.by && (
              <>
                , as <PersonName person={wanted.by} /> asked
              </>
            )}
            : {wanted.reason}
          </p>
        )}
        {state === "quarantined" && wanted === null && (
          <p className="mt-1 text-ink-2">
            {deleteAfter === null ? (
              "It is kept until somebody has it deleted."
            ) : (
              <>
                It is deleted with its data <RelativeTime at={deleteAfter} />.
              </>
            )}
          </p>
        )}
        {failure !== null && <p className="mt-1 text-bad-ink">The last attempt came to nothing: {failure}</p>}
        <details className="mt-1 text-sm text-ink-3">
          <summary className="cursor-default hover:text-ink">All that bears the mark</summary>
          <ul className="mt-1 [overflow-wrap:anywhere]">
            {objects.map(({ kind, name }) => (
              <li key={`${kind} ${name}`}>
                {kind} <span className="font-mono">{name}</span>
              </li>
            ))}
            <li>
              marked <span className="font-mono">{resourceId}</span>
            </li>
          </ul>
        </details>
      </div>
      {wanted === null && <OrphanAction orphan={orphan} disabledReason={disabledReason} />}
    </li>
  );
}

const acts = {
  found: {
    action: "quarantine",
    label: "Block access",
    description: "Every login to it is ended and proven to be. Its data is kept, and nothing is deleted.",
    toast: "Access is being blocked",
  },
  quarantined: {
    action: "delete",
    label: "Delete",
    description: "It is deleted with its data, and that cannot be taken back.",
    toast: "It is being deleted",
  },
} as const;

function OrphanAction({ orphan, disabledReason }: { orphan: OrphanView; disabledReason: string | null }) {
  const router = useRouter();
  const { id, state, objects, resourceId } = orphan;
  if (state !== "found" && state !== "quarantined") return null;
  const { action, label, description, toast } = acts[state];
  const name = objects[0]?.name ?? resourceId;

  async function decide(reason: string) {
    const body: OrphanDecision = { action, reason };
    await callApi({ method: "POST", path: `/orphans/${id}`, body, answer: orphanSchema });
    toasts.add({ title: toast, description: name });
    router.refresh();
  }

  return (
    <ReasonAction
      label={label}
      title={`${label}: ${name}`}
      description={description}
      variant="danger"
      size="sm"
      disabledReason={disabledReason}
      onConfirm={decide}
    />
  );
}
