"use client";

import { RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { describeProblem } from "#components/api/describe-problem.ts";
import { HandOverAction } from "#components/operations/hand-over-action.tsx";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { ReasonAction } from "#components/patterns/reason-action.tsx";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { operationSchema, type OperationView } from "#domain/contracts/operation.ts";

/** What somebody of the platform can do about one thing that is not over; what does not apply to it at all is left out. */
export function OperationActions({ item }: { item: OperationView }) {
  const router = useRouter();
  const call = async (verb: string, body: unknown, said: string) => {
    await callApi({ method: "POST", path: `/operations/${item.id}/${verb}`, body, answer: operationSchema });
    toasts.add({ title: said });
    router.refresh();
  };
  const isMaking = item.can.undo === null || item.state === "undoing";
  return (
    <div className="flex flex-wrap gap-2">
      <RetryButton item={item} retry={() => call("retry", {}, `${item.name} is tried now`)} />
      {isMaking && item.state === "running" && (
        <ConfirmAction
          label="Take back"
          title={`Take ${item.name} back?`}
          description="What was built so far is removed, and whom it was for is told. They can ask for it again."
          disabledReason={item.can.undo}
          onConfirm={() => call("undo", {}, `${item.name} is being taken back`)}
        />
      )}
      {item.kind !== "request" && item.kind !== "resource" && <HandOverAction item={item} />}
      {item.closure === null && item.can.propose === null && (
        <ReasonAction
          label="Close without proof"
          title={`Close ${item.name} without proof?`}
          description="Nothing proves that its access has ended or that it is gone. A second person of platform or security has to confirm within 24 hours; the record says for ever that you two closed it. Say what makes you sure, in 10 characters or more."
          variant="danger"
          onConfirm={(reason) => call("closure", { reason }, "It waits for a second person")}
        />
      )}
      {item.closure !== null && (
        <ReasonAction
          label="Confirm: close without proof"
          title={`Close ${item.name} without proof?`}
          description={`${item.closure.by.name ?? "Somebody"} proposed it: ${item.closure.reason} Say what makes you sure yourself, in 10 characters or more.`}
          disabledReason={item.can.confirm}
          variant="danger"
          onConfirm={(reason) =>
            call("closure/confirm", { closure: item.closure?.id, reason }, `${item.name} is closed`)
          }
        />
      )}
    </div>
  );
}

function RetryButton({ item, retry }: { item: OperationView; retry: () => Promise<void> }) {
  const [busy, setBusy] = useState(false);
  async function press() {
    setBusy(true);
    try {
      await retry();
    } catch (error) {
      toasts.add({ type: "error", title: "Not tried", description: describeProblem(error).message });
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button busy={busy} disabledReason={item.can.retry} onClick={() => void press()}>
      <RotateCw aria-hidden />
      Retry now<span className="sr-only">: {item.name}</span>
    </Button>
  );
}
