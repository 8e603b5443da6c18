"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { serviceAccountSchema, type ServiceAccountView } from "#domain/contracts/service-account.ts";

interface RevokeAccountActionProps {
  account: Pick<ServiceAccountView, "id" | "name">;
  disabledReason: string | null;
}

/** Ends a service account with all its tokens for good: asks for its name first. */
export function RevokeAccountAction({ account, disabledReason }: RevokeAccountActionProps) {
  const router = useRouter();

  async function revoke() {
    const path = `/service-accounts/${account.id}/revoke`;
    await callApi({ method: "POST", path, body: {}, answer: serviceAccountSchema });
    toasts.add({ title: `${account.name} is revoked`, description: "None of its tokens opens anything now." });
    router.refresh();
  }

  return (
    <ConfirmAction
      label="Revoke"
      title={`Revoke ${account.name}?`}
      description="Every token of it ends at once, and what it asked for and is not built yet is denied. What exists stays with the team. This cannot be undone, and the name stays taken."
      typed={account.name}
      disabledReason={disabledReason}
      onConfirm={revoke}
    />
  );
}
