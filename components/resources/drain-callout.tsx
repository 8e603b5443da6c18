"use client";

import { Hourglass } from "lucide-react";
import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { DrainingView, GrantView } from "#domain/contracts/grant.ts";
import { resourceSchema, type ResourceView } from "#domain/contracts/resource.ts";

interface DrainCalloutProps {
  resource: ResourceView;
  disabledReason: string | null;
}

/** Says who still uses a credential that a newer one has overtaken, when it ends, and lets the team end it now. */
export function DrainCallout({ resource, disabledReason }: DrainCalloutProps) {
  const router = useRouter();
  const { id, name, state, grants } = resource;
  const draining = grants.flatMap((grant) =>
    grant.draining === null || grant.changedElsewhereAt !== null ? [] : [{ grant, draining: grant.draining }],
  );
  if (state !== "active" || draining.length === 0) return null;

  async function end() {
    await callApi({ method: "POST", path: `/resources/${id}/end-drain`, body: {}, answer: resourceSchema });
    toasts.add({ title: `The old credential of ${name} is being ended`, description: "The newer one works on." });
    router.refresh();
  }

  const action = (
    <ConfirmAction
      label="End the old one now"
      title={`End the old credential of ${name} now?`}
      description="Its open connections end at once, and whatever still has it cannot connect any more. The newer one works on."
      disabledReason={disabledReason}
      onConfirm={end}
    />
  );
  return draining.map(({ grant, draining }, index) => (
    <Callout
      key={grant.id}
      tone={draining.connections === 0 ? "busy" : "wait"}
      icon={Hourglass}
      role="status"
      title={titleOf(draining)}
      action={index === 0 ? action : undefined}
    >
      <Whence grant={grant} draining={draining} />
    </Callout>
  ));
}

function titleOf({ watched, connections }: DrainingView): string {
  if (!watched) return "The old credential still lets in";
  if (connections === null) return "Looking who still uses the old credential";
  if (connections === 0) return "Nobody uses the old credential any more";
  return `${connections} ${connections === 1 ? "connection" : "connections"} still on the old credential`;
}

function Whence({ grant, draining }: { grant: GrantView; draining: DrainingView }) {
  const { watched, connections, from, lastActiveAt, until } = draining;
  const [last, ...others] = from;
  const latest = <RelativeTime at={until} />;
  return (
    <>
      Generation {grant.generation}
      {grant.access === "read-only" && ", read-only"}
      {last !== undefined && connections !== null && connections > 0 && (
        <>
          , last from <span className="[overflow-wrap:anywhere]">{last}</span>
          {lastActiveAt !== null && (
            <>
              {" "}
              <RelativeTime at={lastActiveAt} />
            </>
          )}
          {others.length > 0 && <span className="[overflow-wrap:anywhere]">, also {others.join(", ")}</span>}
        </>
      )}
      .{" "}
      {watched ? (
        <>It ends when nobody uses it any more, at the latest {latest}.</>
      ) : (
        <>Its back end does not tell who uses it. It ends {latest}.</>
      )}
    </>
  );
}
