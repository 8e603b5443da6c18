"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { ReasonAction } from "#components/patterns/reason-action.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { DifferenceList } from "#components/reconcile/difference-list.tsx";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { DriftDecision } from "#domain/contracts/inspection.ts";
import { resourceDetailSchema, type ResourceDetailView } from "#domain/contracts/resource.ts";

interface DriftPanelProps {
  resource: ResourceDetailView;
  /** Why the viewer may not; null: they may. */
  revertDisabled: string | null;
  adoptDisabled: string | null;
}

/** What differs from what was granted, before and after, and the three things to do about it; nothing when all is well. */
export function DriftPanel({ resource, revertDisabled, adoptDisabled }: DriftPanelProps) {
  const router = useRouter();
  const { id, name, inspection } = resource;
  const { drift } = inspection;
  if (drift === null) return null;
  const { digest, differences, reverting } = drift;

  async function decide(decision: DriftDecision, title: string) {
    await callApi({ method: "POST", path: `/resources/${id}/drift`, body: decision, answer: resourceDetailSchema });
    toasts.add({ title });
    router.refresh();
  }

  const isPartial = differences.some(({ revertible }) => !revertible);
  return (
    <Panel title="Differs from what was granted" aside="seen in two looks">
      <DifferenceList
        differences={differences}
        more={({ since, revertible }) => (
          <>
            since <RelativeTime at={since} />
            {!revertible && " · stays when reverted"}
          </>
        )}
      />
      {reverting === null ? (
        <div className="flex flex-wrap items-center gap-2 border-t border-line px-4 py-3">
          <ConfirmAction
            label="Revert"
            variant="primary"
            title={`Bring ${name} back to what was granted?`}
            description={`Rights, limits and settings become what they were. Data and credentials stay as they are${isPartial ? "; what is data stays shown" : ""}.`}
            disabledReason={revertDisabled}
            onConfirm={() => decide({ action: "revert", digest }, `${name} is being brought back`)}
          />
          <ReasonAction
            label="Adopt"
            title={`Accept ${name} as it is?`}
            description="It can be more than was granted. It is not reported again, and stands on this page with your reason until somebody reverts it."
            disabledReason={adoptDisabled}
            onConfirm={(reason) => decide({ action: "adopt", digest, reason }, `What differs of ${name} is adopted`)}
          />
          <AskForIt resource={resource} size={drift.sizeThatFits} />
        </div>
      ) : (
        <p className="border-t border-line px-4 py-3 text-md text-ink-2" role="status">
          Being brought back to what was granted
          {reverting.by && (
            <>
              , as <PersonName person={reverting.by} /> asked
            </>
          )}
          .
        </p>
      )}
    </Panel>
  );
}

/** The form, filled in as it was asked for, with the size that grants what is there. */
function AskForIt({ resource, size }: { resource: ResourceDetailView; size: string | null }) {
  if (size === null) return <span className="text-sm text-ink-3">No size of its template grants this.</span>;
  const query = new URLSearchParams({
    from: resource.requestId,
    set: "/parameters/size",
    to: JSON.stringify(size),
  });
  return (
    <ButtonLink href={`/templates/${encodeURIComponent(resource.template.id)}?${query}`}>
      Request the size {size}
    </ButtonLink>
  );
}
