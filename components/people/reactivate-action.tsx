"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { knownPersonSchema, type KnownPersonView } from "#domain/contracts/person.ts";

/** Lets somebody sign in again. */
export function ReactivateAction({ person }: { person: KnownPersonView }) {
  const router = useRouter();

  async function reactivate() {
    await callApi({ method: "POST", path: `/people/${person.id}/reactivate`, body: {}, answer: knownPersonSchema });
    toasts.add({ title: `${person.name} can sign in again`, description: "Nothing else of theirs came back." });
    router.refresh();
  }

  return (
    <ConfirmAction
      label="Reactivate"
      variant="secondary"
      title={`Let ${person.name} sign in again?`}
      description="Nothing else comes back: no request, no vote, no credential, no ownership."
      onConfirm={reactivate}
    />
  );
}
