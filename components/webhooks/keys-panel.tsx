"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { newIdempotencyKey } from "#components/api/new-idempotency-key.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { Panel } from "#components/patterns/panel.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { shortenId } from "#components/patterns/shorten-id.ts";
import { NewKeyCallout } from "#components/webhooks/new-key-callout.tsx";
import { webhookWithKeySchema, type WebhookView } from "#domain/contracts/webhook.ts";
import { keyOverlapHours } from "#domain/webhooks/webhook-limits.ts";

/** The keys that sign now, and the way to another one, which is told here, once. */
export function KeysPanel({ webhook }: { readonly webhook: Pick<WebhookView, "id" | "keys"> }) {
  const router = useRouter();
  const idempotencyKey = useRef<string | null>(null);
  const [fresh, setFresh] = useState<{ readonly signingKey: string | null } | null>(null);

  async function rotate() {
    idempotencyKey.current ??= newIdempotencyKey();
    const call = { path: `/webhooks/${webhook.id}/rotate-key`, body: {}, idempotencyKey: idempotencyKey.current };
    const { signingKey } = await callApi({ method: "POST", ...call, answer: webhookWithKeySchema });
    idempotencyKey.current = null;
    setFresh({ signingKey });
    router.refresh();
  }

  return (
    <div className="flex flex-col gap-5">
      {fresh && <NewKeyCallout signingKey={fresh.signingKey} onDone={() => setFresh(null)} />}
      <Panel
        title="Signing keys"
        aside={
          <ConfirmAction
            label="Rotate key"
            variant="secondary"
            title="Rotate the signing key?"
            description={`A new key is made and shown once. The one in use signs beside it for ${keyOverlapHours.default} hours, so that the receiver can change over. A key that is ending already ends now.`}
            onConfirm={rotate}
          />
        }
      >
        <ul className="divide-y divide-line">
          {webhook.keys.map(({ id, createdAt, endsAt }) => (
            <li key={id} className="flex flex-wrap justify-between gap-x-4 px-4 py-3 text-md">
              <code>{shortenId(id)}</code>
              <span className="text-ink-3">
                {endsAt === null ? (
                  <>
                    In use since <RelativeTime at={createdAt} />
                  </>
                ) : (
                  <>
                    Ends <RelativeTime at={endsAt} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}
