import { CircleCheck, CirclePause, CircleX, Unplug, type LucideIcon } from "lucide-react";
import { BackendActions } from "#components/operations/backend-actions.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { BackendHealthView } from "#domain/contracts/operation.ts";

interface BackendListProps {
  backends: readonly BackendHealthView[];
  showsActions: boolean;
}

/** How every back end does: one line each, with what is wrong in words. */
export function BackendList({ backends, showsActions }: BackendListProps) {
  return (
    <Panel title="Back ends">
      <ul className="divide-y divide-line">
        {backends.map((backend) => (
          <li key={backend.name} className="flex flex-col gap-2 px-4 py-3" aria-label={backend.name}>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h3 className="text-md font-medium">
                <code>{backend.name}</code>
              </h3>
              <State backend={backend} />
              <span className="text-sm text-ink-3">{backend.environments.join(", ")}</span>
              {backend.waiting > 0 && <span className="text-sm text-ink-3">{backend.waiting} not over</span>}
              {showsActions && backend.connected && (
                <div className="sm:ml-auto">
                  <BackendActions backend={backend} />
                </div>
              )}
            </div>
            <Words backend={backend} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function State({ backend }: { backend: BackendHealthView }) {
  const { tone, label, icon: Icon } = lookOf(backend);
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {label}
    </Badge>
  );
}

function lookOf({ connected, outage, pause, canary }: BackendHealthView): {
  tone: Tone;
  label: string;
  icon: LucideIcon;
} {
  if (!connected) return { tone: "idle", label: "Not connected", icon: Unplug };
  if (outage !== null) return { tone: "bad", label: "Does not answer", icon: CircleX };
  if (pause !== null) return { tone: "wait", label: "Paused", icon: CirclePause };
  if (canary === null) return { tone: "plain", label: "Not checked yet", icon: CircleCheck };
  return canary.ok === false
    ? { tone: "wait", label: "Check failed", icon: CircleX }
    : { tone: "good", label: "Works", icon: CircleCheck };
}

function Words({ backend: { outage, pause, canary, canaryAt, connected } }: { backend: BackendHealthView }) {
  if (!connected) return null;
  return (
    <div className="flex flex-col gap-1 text-sm text-ink-2 [overflow-wrap:anywhere]">
      {outage && (
        <p>
          Has not answered since <RelativeTime at={outage.since} />: {outage.message} What needs it waits.
          {outage.nextAt && (
            <>
              {" "}
              Next look <RelativeTime at={outage.nextAt} />.
            </>
          )}
        </p>
      )}
      {pause && (
        <p>
          Paused <RelativeTime at={pause.since} />
          {pause.by && ` by ${pause.by}`}: {pause.reason}
        </p>
      )}
      {canary && (
        <p className="text-ink-3">
          Checked <RelativeTime at={canary.at} />
          {canary.ok === true && `: built, proven and removed in ${seconds(canary.phases)} s`}
          {canary.ok === false && `: ${canary.message ?? "it failed"}`}
          {canary.ok === null && ": it did not come to an end"}.
          {canaryAt && (
            <>
              {" "}
              Next check <RelativeTime at={canaryAt} />.
            </>
          )}
        </p>
      )}
    </div>
  );
}

function seconds(phases: readonly { readonly ms: number }[]): string {
  return (phases.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(1);
}
