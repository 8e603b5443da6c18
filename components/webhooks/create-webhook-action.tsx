"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { useRepeatKey } from "#components/api/use-repeat-key.ts";
import { Button } from "#components/ui/button.tsx";
import type { Choice } from "#components/ui/choice.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { NewKeyCallout } from "#components/webhooks/new-key-callout.tsx";
import { WebhookForm, type WebhookDraft } from "#components/webhooks/webhook-form.tsx";
import { everyTeamChoice, startingEvents } from "#components/webhooks/webhook-words.ts";
import { webhookWithKeySchema, type WebhookWithKey } from "#domain/contracts/webhook.ts";

/** Makes a webhook for a team of the viewer's, tells its key once, and goes to it. */
export function CreateWebhookAction({ teams }: { readonly teams: readonly Choice[] }) {
  const router = useRouter();
  const keyOf = useRepeatKey();
  const [open, setOpen] = useState(false);
  const [made, setMade] = useState<WebhookWithKey | null>(null);
  const reason = teams.length === 0 ? "Only leads of a team and the platform team make webhooks." : null;

  async function create({ team, ...draft }: WebhookDraft) {
    const body = { ...draft, team: team === everyTeamChoice ? null : team };
    const call = { path: "/webhooks", body, idempotencyKey: keyOf(body), answer: webhookWithKeySchema };
    setMade(await callApi({ method: "POST", ...call }));
  }

  const goTo = () => made && router.push(`/webhooks/${made.id}`);
  return (
    <>
      <Button variant="primary" disabledReason={reason} onClick={() => setOpen(true)}>
        Create webhook
      </Button>
      <Dialog
        open={open}
        onOpenChange={(isOpen) => (made === null ? setOpen(isOpen) : goTo())}
        title={made === null ? "Create a webhook" : "The webhook is there"}
        description={made === null ? "Another system is told what happens here, from now on." : undefined}
      >
        {made === null ? (
          <WebhookForm
            initial={{ team: teams[0]?.value ?? "", url: "", description: "", events: startingEvents }}
            teams={teams}
            submitLabel="Create"
            onSubmit={create}
            onCancel={() => setOpen(false)}
          />
        ) : (
          <NewKeyCallout signingKey={made.signingKey} onDone={goTo} />
        )}
      </Dialog>
    </>
  );
}
