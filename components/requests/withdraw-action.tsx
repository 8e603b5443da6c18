"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { requestSchema, type RequestView } from "#domain/contracts/request.ts";

interface WithdrawActionProps {
  request: Pick<RequestView, "id" | "name" | "state">;
  disabledReason: string | null;
}

/** Takes a request back after asking once. */
export function WithdrawAction({ request, disabledReason }: WithdrawActionProps) {
  const router = useRouter();

  async function withdraw() {
    await callApi({ method: "POST", path: `/requests/${request.id}/withdraw`, body: {}, answer: requestSchema });
    toasts.add({ title: `${request.name} is withdrawn` });
    router.refresh();
  }

  return (
    <ConfirmAction
      label="Withdraw"
      title={`Withdraw ${request.name}?`}
      description={
        request.state === "provisioning"
          ? "It is being built. What exists already is removed again."
          : "It will not be built. You can file it again at any time."
      }
      disabledReason={disabledReason}
      onConfirm={withdraw}
    />
  );
}
