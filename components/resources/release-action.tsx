"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { resourceSchema, type ResourceView } from "#domain/contracts/resource.ts";

interface ReleaseActionProps {
  resource: Pick<ResourceView, "id" | "name">;
  disabledReason: string | null;
}

/** Gives a resource back for good: asks for its name first. */
export function ReleaseAction({ resource, disabledReason }: ReleaseActionProps) {
  const router = useRouter();

  async function release() {
    await callApi({ method: "POST", path: `/resources/${resource.id}/release`, body: {}, answer: resourceSchema });
    toasts.add({
      title: `${resource.name} is being released`,
      description: "Access ends first, then it is destroyed.",
    });
    router.refresh();
  }

  return (
    <ConfirmAction
      label="Release"
      title={`Release ${resource.name}?`}
      description="Access ends at once, open sessions are closed, and the thing is destroyed with all its data. This cannot be undone."
      typed={resource.name}
      disabledReason={disabledReason}
      onConfirm={release}
    />
  );
}
