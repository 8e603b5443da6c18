"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { z } from "zod";
import { callApi } from "#components/api/call-api.ts";
import { describeProblem } from "#components/api/describe-problem.ts";
import { RefreshWhile } from "#components/resources/refresh-while.tsx";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { EditWebhookAction } from "#components/webhooks/edit-webhook-action.tsx";
import { webhookSchema, webhookTestSchema, type WebhookView } from "#domain/contracts/webhook.ts";

/** An attempt lasts no longer. */
const watchMs = 12_000;

/** What can be done with a webhook as a whole. */
export function WebhookActions({ webhook }: { readonly webhook: WebhookView }) {
  const router = useRouter();
  const [busy, setBusy] = useState<string | null>(null);
  const [isWatching, setWatching] = useState(false);
  const path = `/webhooks/${webhook.id}`;
  const isActive = webhook.state === "active";

  async function run(name: string, work: () => Promise<string>) {
    setBusy(name);
    try {
      toasts.add({ title: await work() });
    } catch (error) {
      toasts.add({ title: "That did not work", description: describeProblem(error).message });
    } finally {
      setBusy(null);
      router.refresh();
    }
  }

  const ping = () =>
    run("ping", async () => {
      await callApi({ method: "POST", path: `${path}/test`, body: {}, answer: webhookTestSchema });
      setWatching(true);
      setTimeout(() => setWatching(false), watchMs);
      return "A ping is on its way";
    });
  const enable = () =>
    run("enable", async () => {
      await callApi({ method: "POST", path: `${path}/enable`, body: {}, answer: webhookSchema });
      return "It is told what happens from now on";
    });

  async function disable() {
    await callApi({ method: "POST", path: `${path}/disable`, body: {}, answer: webhookSchema });
    router.refresh();
  }

  async function remove() {
    await callApi({ method: "POST", path: `${path}/remove`, body: {}, answer: z.null() });
    toasts.add({ title: "The webhook is removed", description: "Nothing is sent there any more." });
    router.push("/webhooks");
  }

  return (
    <>
      <RefreshWhile busy={isWatching} />
      <Button
        busy={busy === "ping"}
        disabledReason={isActive ? null : "Nothing is sent to it while it is disabled."}
        onClick={() => void ping()}
      >
        Send a ping
      </Button>
      <EditWebhookAction webhook={webhook} />
      {isActive ? (
        <ConfirmAction
          label="Disable"
          variant="secondary"
          title="Disable the webhook?"
          description="Nothing is sent there until it is enabled again. What waits for it fails, and can be sent again then."
          onConfirm={disable}
        />
      ) : (
        <Button busy={busy === "enable"} onClick={() => void enable()}>
          Enable
        </Button>
      )}
      <ConfirmAction
        label="Remove"
        title="Remove the webhook?"
        description="Nothing is sent there any more, and its keys are deleted. This cannot be undone."
        onConfirm={remove}
      />
    </>
  );
}
