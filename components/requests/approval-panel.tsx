"use client";

import { useEffect, useState } from "react";
import { KeyProfile } from "#components/patterns/key-profile.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { CounterForm } from "#components/requests/counter-form.tsx";
import { DecideForm } from "#components/requests/decide-form.tsx";
import { offerHash } from "#components/requests/offer-href.ts";
import { StageRow } from "#components/requests/stage-row.tsx";
import type { Permission } from "#domain/access/permission.ts";
import type { NarrowPlace } from "#domain/approvals/narrow-request.ts";
import type { RequestView } from "#domain/contracts/request.ts";

interface ApprovalPanelProps {
  request: RequestView;
  /** Null when nothing is to be decided now. */
  permission: Permission | null;
  /** By what an offer of less is measured; null when nothing is to be decided now. */
  narrowPlace: NarrowPlace | null;
}

/** Who has to agree, who has, and the place to do it or to offer less instead. */
export function ApprovalPanel({ request, permission, narrowPlace }: ApprovalPanelProps) {
  const [offering, setOffering] = useState(false);
  useEffect(() => setOffering(window.location.hash === offerHash), []);
  if (request.approval === null) return null;
  const { stages } = request.approval;
  const mayOffer = narrowPlace !== null && permission?.allowed === true;
  return (
    <Panel title="Approval" aside={<KeyProfile digest={request.digest} />}>
      <Reasons decision={request.decision} />
      <ol>
        {stages.map((stage, index) => (
          <StageRow key={index} stage={stage} position={index + 1} total={stages.length} />
        ))}
      </ol>
      {offering && mayOffer ? (
        <CounterForm key={request.digest} request={request} place={narrowPlace} onDone={() => setOffering(false)} />
      ) : (
        permission !== null && (
          <DecideForm
            request={request}
            disabledReason={permission.allowed ? null : permission.reason}
            onOffer={() => setOffering(true)}
          />
        )
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
