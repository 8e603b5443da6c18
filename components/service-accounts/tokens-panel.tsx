"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Panel } from "#components/patterns/panel.tsx";
import { CreateTokenForm } from "#components/service-accounts/create-token-form.tsx";
import { NewTokenCallout } from "#components/service-accounts/new-token-callout.tsx";
import { TokenRow } from "#components/service-accounts/token-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { ServiceAccountTokenView, ServiceAccountView } from "#domain/contracts/service-account.ts";

interface TokensPanelProps {
  account: Pick<ServiceAccountView, "id" | "name">;
  tokens: readonly ServiceAccountTokenView[];
  /** Why no token can be made now; null when one can. */
  createReason: string | null;
  /** Why none can be revoked by the viewer; null when they can. */
  revokeReason: string | null;
}

/** The tokens of an account, the newest first; a new one is told here, once, until it is put away. */
export function TokensPanel({ account, tokens, createReason, revokeReason }: TokensPanelProps) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [fresh, setFresh] = useState<{ token: string | null } | null>(null);

  function created(token: string | null) {
    setOpen(false);
    setFresh({ token });
    router.refresh();
  }

  return (
    <div className="flex min-w-0 flex-col gap-5">
      {fresh && <NewTokenCallout token={fresh.token} onDone={() => setFresh(null)} />}
      <Panel
        title="Tokens"
        aside={
          <Button size="sm" disabledReason={createReason} onClick={() => setOpen(true)}>
            Create token
          </Button>
        }
      >
        {tokens.length === 0 ? (
          <p className="px-4 py-6 text-md text-ink-3">It has no token yet: nothing can call with it.</p>
        ) : (
          <ul className="divide-y divide-line">
            {tokens.map((token) => (
              <TokenRow key={token.id} token={token} revokeReason={revokeReason} />
            ))}
          </ul>
        )}
      </Panel>
      <Dialog open={open} onOpenChange={setOpen} title={`Create a token for ${account.name}`}>
        <CreateTokenForm accountId={account.id} onCancel={() => setOpen(false)} onCreated={created} />
      </Dialog>
    </div>
  );
}
