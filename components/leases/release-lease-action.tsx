"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { leaseSchema } from "#domain/contracts/lease.ts";

/** Ends somebody's lease before its time, after asking once. */
export function ReleaseLeaseAction({ leaseId, who }: { leaseId: string; who: string }) {
  const router = useRouter();

  async function release() {
    await callApi({ method: "POST", path: `/leases/${leaseId}/release`, body: {}, answer: leaseSchema });
    toasts.add({ title: "The lease is over", description: "Its login ends within a minute, with proof." });
    router.refresh();
  }

  return (
    <ConfirmAction
      label="End lease"
      variant="quiet"
      title={`End the lease of ${who}?`}
      description="Its login stops working and its open sessions are closed. Whatever runs with it stops with them."
      onConfirm={release}
    />
  );
}
