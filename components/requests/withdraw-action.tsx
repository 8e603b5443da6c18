"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { requestSchema, type RequestView } from "#domain/contracts/request.ts";

interface WithdrawActionProps {
  request: Pick<RequestView, "id" | "name" | "state" | "about">;
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
      description={whatFollows(request)}
      disabledReason={disabledReason}
      onConfirm={withdraw}
    />
  );
}

function whatFollows({ about, state }: WithdrawActionProps["request"]): string {
  if (about !== null) return "Nothing changes, and nobody is asked any more. You can ask again at any time.";
  if (state === "provisioning") return "It is being built. What exists already is removed again.";
  return "It will not be built. You can file it again at any time.";
}
