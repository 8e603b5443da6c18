"use client";

import { useState } from "react";
import { CreateAccountForm } from "#components/service-accounts/create-account-form.tsx";
import { Button } from "#components/ui/button.tsx";
import type { Choice } from "#components/ui/choice.ts";
import { Dialog } from "#components/ui/dialog.tsx";

interface CreateAccountActionProps {
  /** Teams whose service accounts the viewer manages. */
  teams: readonly Choice[];
}

/** Makes a service account for one of the viewer's teams, and goes to it. */
export function CreateAccountAction({ teams }: CreateAccountActionProps) {
  const [open, setOpen] = useState(false);
  const reason = teams.length === 0 ? "Only leads of a team and the platform team make service accounts." : null;
  return (
    <>
      <Button variant="primary" disabledReason={reason} onClick={() => setOpen(true)}>
        Create service account
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Create a service account"
        description="For a bot or a job of the team. It asks on behalf of members; it never approves and never reveals."
      >
        <CreateAccountForm teams={teams} onCancel={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
