"use client";

import { useRouter } from "next/navigation";
import { callApi } from "#components/api/call-api.ts";
import { ConfirmAction } from "#components/patterns/confirm-action.tsx";
import { PersonName } from "#components/patterns/person-name.tsx";
import { RelativeTime } from "#components/patterns/relative-time.tsx";
import { StateBadge } from "#components/patterns/state-badge.tsx";
import { LastUse } from "#components/service-accounts/last-use.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { serviceAccountTokenSchema, type ServiceAccountTokenView } from "#domain/contracts/service-account.ts";

interface TokenRowProps {
  token: ServiceAccountTokenView;
  revokeReason: string | null;
}

/** What is known of one token, and the way to end it. */
export function TokenRow({ token, revokeReason }: TokenRowProps) {
  const router = useRouter();

  async function revoke() {
    await callApi({ method: "POST", path: `/tokens/${token.id}/revoke`, body: {}, answer: serviceAccountTokenSchema });
    toasts.add({ title: `${token.hint}… is revoked`, description: "Its next call is refused." });
    router.refresh();
  }

  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-[1_1_16rem]">
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-md">
          <code>{token.hint}…</code>
          <StateBadge of="token" state={token.state} />
        </p>
        <p className="mt-1 text-sm text-ink-2 [overflow-wrap:anywhere]">{token.scopes.join(", ")}</p>
        <p className="text-sm text-ink-3">
          made <RelativeTime at={token.createdAt} /> by <PersonName person={token.createdBy} /> · {ending(token)} · last
          used <LastUse at={token.lastUsedAt} />
        </p>
      </div>
      {token.state === "active" && (
        <ConfirmAction
          label="Revoke token"
          title={`Revoke ${token.hint}…?`}
          description="Its next call is refused. What uses it needs another token. This cannot be undone."
          disabledReason={revokeReason}
          onConfirm={revoke}
        />
      )}
    </li>
  );
}

function ending({ state, expiresAt, revokedAt }: ServiceAccountTokenView) {
  if (state === "revoked" && revokedAt !== null) {
    return (
      <>
        revoked <RelativeTime at={revokedAt} />
      </>
    );
  }
  return (
    <>
      {state === "expired" ? "expired" : "expires"} <RelativeTime at={expiresAt} />
    </>
  );
}
