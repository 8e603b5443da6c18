"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ReviewForm } from "#components/break-glass/review-form.tsx";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { ProblemOrSignIn } from "#components/patterns/sign-in-again.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { emergencySchema, type EmergencyView } from "#domain/contracts/break-glass.ts";

interface EmergencyActionsProps {
  emergency: EmergencyView;
  /** Where a fresh sign-in leads back to. */
  returnTo: string;
}

/** What the viewer can do with one use of emergency access: confirm, end, review. */
export function EmergencyActions({ emergency, returnTo }: EmergencyActionsProps) {
  const router = useRouter();
  const { id, can, state, resource, by } = emergency;

  async function end() {
    await callApi({ method: "POST", path: `/break-glass/${id}/end`, body: {}, answer: emergencySchema });
    toasts.add({ title: "Emergency access is ended", description: "Its login is closed, and that is proven." });
    router.refresh();
  }

  return (
    <>
      {can.confirm && <ConfirmEmergency emergency={emergency} returnTo={returnTo} />}
      {can.review && <ReviewForm emergency={emergency} />}
      {can.end && (
        <ConfirmAction
          label={state === "waiting" ? "Take back" : "End now"}
          title={`End the emergency access to ${resource.name}?`}
          description={
            state === "waiting"
              ? "Nothing is opened."
              : `The login of ${by.name ?? by.email ?? "its user"} is closed at once, and the owner's credential is made anew.`
          }
          onConfirm={end}
        />
      )}
    </>
  );
}

function ConfirmEmergency({ emergency, returnTo }: EmergencyActionsProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { id, by, resource, incident, reason, ttlMinutes } = emergency;
  const name = by.name ?? by.email ?? "Somebody";

  async function confirm() {
    setBusy(true);
    setError(null);
    try {
      await callApi({ method: "POST", path: `/break-glass/${id}/confirm`, body: {}, answer: emergencySchema });
      setOpen(false);
      toasts.add({
        title: `${name} has emergency access now`,
        description: `To ${resource.name}, for ${ttlMinutes} minutes.`,
      });
      router.refresh();
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }

  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        Confirm
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Let ${name} into ${resource.name}?`}
        description={`Incident ${incident}: “${reason}” They get a login of their own for ${ttlMinutes} minutes.`}
      >
        <div className="flex flex-col gap-4">
          {error !== null && <ProblemOrSignIn error={error} returnTo={returnTo} />}
          <div className="flex flex-row-reverse justify-start gap-2">
            <Button variant="danger-solid" busy={busy} onClick={() => void confirm()}>
              Let them in
            </Button>
            <Button variant="quiet" onClick={() => setOpen(false)}>
              Not now
            </Button>
          </div>
        </div>
      </Dialog>
    </>
  );
}
