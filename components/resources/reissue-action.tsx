"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { resourceSchema, type Reissue, type ResourceView } from "#domain/contracts/resource.ts";

interface ReissueActionProps {
  resource: Pick<ResourceView, "id" | "name">;
  reissue: Reissue;
  disabledReason: string | null;
}

const words = {
  rotate: {
    label: "New credential",
    title: (name: string) => `Make a new credential of ${name}?`,
    description:
      "It is shown once to the person who had the last one. The one in use works on until the new one has been opened and confirmed; then it ends, with its open sessions.",
  },
  restore: {
    label: "Restore",
    title: (name: string) => `Restore ${name}?`,
    description: "A new credential is made and shown once. The data is as it was; every earlier access stays ended.",
  },
} as const satisfies Record<Reissue, unknown>;

/** Asks for a new credential: beside the one in use, or to thaw what was frozen. */
export function ReissueAction({ resource, reissue, disabledReason }: ReissueActionProps) {
  const router = useRouter();
  const { label, title, description } = words[reissue];

  async function ask() {
    await callApi({ method: "POST", path: `/resources/${resource.id}/${reissue}`, body: {}, answer: resourceSchema });
    toasts.add({
      title: `A new credential of ${resource.name} is being made`,
      description: "Its recipient gets a mail with the link in a moment.",
    });
    router.refresh();
  }

  return (
    <ConfirmAction
      label={label}
      title={title(resource.name)}
      description={description}
      variant={reissue === "restore" ? "primary" : "secondary"}
      disabledReason={disabledReason}
      onConfirm={ask}
    />
  );
}
