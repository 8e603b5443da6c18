"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { WebhookForm, type WebhookDraft } from "#components/webhooks/webhook-form.tsx";
import { everyTeamChoice } from "#components/webhooks/webhook-words.ts";
import { webhookSchema, type WebhookView } from "#domain/contracts/webhook.ts";
import { webhookEventTypes } from "#domain/webhooks/webhook-event-types.ts";

/** Changes where a webhook goes, what it is for and what it is told. */
export function EditWebhookAction({ webhook }: { readonly webhook: WebhookView }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const { url, description } = webhook;
  const events = webhookEventTypes.filter((type) => webhook.events.includes(type));

  async function update(draft: WebhookDraft) {
    const body = { url: draft.url, description: draft.description, events: draft.events };
    await callApi({ method: "POST", path: `/webhooks/${webhook.id}/update`, body, answer: webhookSchema });
    setOpen(false);
    router.refresh();
  }

  return (
    <>
      <Button onClick={() => setOpen(true)}>Edit</Button>
      <Dialog open={open} onOpenChange={setOpen} title="Edit the webhook">
        <WebhookForm
          initial={{ team: webhook.team ?? everyTeamChoice, url, description, events }}
          teams={null}
          submitLabel="Save"
          onSubmit={update}
          onCancel={() => setOpen(false)}
        />
      </Dialog>
    </>
  );
}
