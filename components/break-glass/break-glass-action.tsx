"use client";

import { Siren } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { BreakGlassForm } from "#components/break-glass/break-glass-form.tsx";
import { glassDraft } from "#components/break-glass/glass-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { toasts } from "#components/ui/toasts.ts";
import type { Permission } from "#domain/access/permission.ts";
import type { EmergencyView } from "#domain/contracts/break-glass.ts";
import type { ResourceView } from "#domain/contracts/resource.ts";

interface BreakGlassActionProps {
  resource: Pick<ResourceView, "id" | "name">;
  offer: { readonly permission: Permission; readonly persons: 1 | 2; readonly minutesMax: number };
}

/** Asks for emergency access to what somebody else holds; what was typed before a new sign-in is there again after it. */
export function BreakGlassAction({ resource, offer }: BreakGlassActionProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const { permission, persons } = offer;
  useEffect(() => {
    if (glassDraft.read(resource.id) !== null) setOpen(true);
  }, [resource.id]);

  function change(next: boolean) {
    if (!next) glassDraft.clear(resource.id);
    setOpen(next);
  }

  function done({ state }: EmergencyView) {
    change(false);
    toasts.add(
      state === "active"
        ? {
            title: "Emergency access is on",
            description: "Your own login is being made. Its link is here in a moment.",
          }
        : { title: "A second person is asked", description: "It begins when one of them confirms within 15 minutes." },
    );
    router.refresh();
  }

  return (
    <>
      <Button disabledReason={permission.allowed ? null : permission.reason} onClick={() => setOpen(true)}>
        <Siren aria-hidden />
        Emergency access
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        title={`Emergency access to ${resource.name}?`}
        description={
          persons === 2
            ? "A second named person has to confirm it. Then you get a login of your own for a short time."
            : "You get a login of your own for a short time. The owner, security and those who would have approved are told now, and somebody reviews it."
        }
      >
        <BreakGlassForm resourceId={resource.id} offer={offer} onDone={done} onCancel={() => change(false)} />
      </Dialog>
    </>
  );
}
