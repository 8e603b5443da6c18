"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { resourceSchema, type ResourceView } from "#domain/contracts/resource.ts";

interface ReleaseActionProps {
  resource: Pick<ResourceView, "id" | "name">;
  /** Whether a human has to agree before it is destroyed. */
  asksFirst: boolean;
  disabledReason: string | null;
}

const atOnceWords =
  "Access ends at once, open sessions are closed, and the thing is destroyed with all its data. This cannot be undone.";
const asksFirstWords =
  "A human has to agree, and it cannot be you: until then nothing happens. Then access ends, and the thing is destroyed with all its data. That cannot be undone.";

/** Gives a resource back for good: asks for its name first. */
export function ReleaseAction({ resource, asksFirst, disabledReason }: ReleaseActionProps) {
  const router = useRouter();

  async function release() {
    const path = `/resources/${resource.id}/release`;
    const { pendingRequests } = await callApi({ method: "POST", path, body: {}, answer: resourceSchema });
    const waits = pendingRequests.some(({ kind }) => kind === "destroy");
    toasts.add(
      waits
        ? {
            title: `The release of ${resource.name} waits for a human`,
            description: "Until then it works on as before.",
          }
        : { title: `${resource.name} is being released`, description: "Access ends first, then it is destroyed." },
    );
    router.refresh();
  }

  return (
    <ConfirmAction
      label="Release"
      title={`Release ${resource.name}?`}
      description={asksFirst ? asksFirstWords : atOnceWords}
      typed={resource.name}
      disabledReason={disabledReason}
      onConfirm={release}
    />
  );
}
