"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { newIdempotencyKey } from "#components/api/new-idempotency-key.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { Access } from "#domain/provisioning/resource-type.ts";
import { resourceSchema, type Reissue, type ResourceView } from "#domain/contracts/resource.ts";

interface ReissueActionProps {
  resource: Pick<ResourceView, "id" | "name">;
  reissue: Reissue;
  disabledReason: string | null;
  /** What it is for; the owner's unless given. */
  access?: Access;
  /** Of a secret that somebody else changed: it ends all the same. */
  acknowledgesChange?: boolean;
}

const words = {
  rotate: {
    label: "New credential",
    title: (name: string) => `Make a new credential of ${name}?`,
    description:
      "It is shown once to the person who had the last one. The one in use works on; once the new one has been opened, it ends when nobody uses it any more, or when its time is over.",
  },
  restore: {
    label: "Restore",
    title: (name: string) => `Restore ${name}?`,
    description: "A new credential is made and shown once. The data is as it was; every earlier access stays ended.",
  },
} as const satisfies Record<Reissue, unknown>;

/** Asks for a new credential: beside the one in use, or to thaw what was frozen. */
export function ReissueAction(props: ReissueActionProps) {
  const { resource, reissue, disabledReason, access = "owner", acknowledgesChange = false } = props;
  const router = useRouter();
  const { title, description } = words[reissue];
  const body = {
    ...(access !== "owner" && { access }),
    ...(acknowledgesChange && { acknowledgeChange: true }),
  };

  async function ask() {
    const path = `/resources/${resource.id}/${reissue}`;
    await callApi({ method: "POST", path, body, idempotencyKey: newIdempotencyKey(), answer: resourceSchema });
    toasts.add({
      title: `A new credential of ${resource.name} is being made`,
      description: "Its recipient gets a mail with the link in a moment.",
    });
    router.refresh();
  }

  return (
    <ConfirmAction
      label={labelOf(props)}
      title={title(resource.name)}
      description={
        acknowledgesChange
          ? "Somebody else set what is in use now. It works on until the new one has been opened; then it ends, and whatever manages it elsewhere is cut off."
          : description
      }
      variant={reissue === "restore" ? "primary" : "secondary"}
      disabledReason={disabledReason}
      onConfirm={ask}
    />
  );
}

function labelOf({ reissue, access = "owner", acknowledgesChange = false }: ReissueActionProps): string {
  if (acknowledgesChange) return "Make a new one and end the old";
  return access === "owner" ? words[reissue].label : `New ${access} credential`;
}
