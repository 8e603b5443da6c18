"use client";

import { KeyRound, TriangleAlert } from "lucide-react";
import { Copyable } from "#components/patterns/copyable.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

/** Tells a new token once; it lives in this page alone and is gone with it. */
export function NewTokenCallout({ token, onDone }: { token: string | null; onDone: () => void }) {
  if (token === null) {
    return (
      <Callout tone="bad" icon={TriangleAlert} role="alert" title="The token was made, and its answer was lost">
        Nobody has it now. Revoke it below and make another one.
      </Callout>
    );
  }
  return (
    <Callout
      tone="good"
      icon={KeyRound}
      role="status"
      title="Here is the token"
      action={<Button onClick={onDone}>I have stored it</Button>}
    >
      <p>Copy it now to where your secrets are kept: it is not shown again, to anybody, and is stored nowhere here.</p>
      <p className="mt-2 text-ink">
        <Copyable text={token} label="Copy the token" />
      </p>
    </Callout>
  );
}
