"use client";

import { useState } from "react";
import { identityFlow } from "#components/api/identity-flow.ts";
import { Button } from "#components/ui/button.tsx";

/** Takes the browser to the identity provider and back to `returnTo`. */
export function SignInButton({ returnTo }: { returnTo: string }) {
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);

  async function signIn() {
    setBusy(true);
    setFailed(false);
    try {
      window.location.assign(await identityFlow("signin/oidc", returnTo));
    } catch {
      setBusy(false);
      setFailed(true);
    }
  }

  return (
    <div className="flex flex-col gap-3">
      <Button variant="primary" size="lg" busy={busy} onClick={() => void signIn()} className="w-full">
        Sign in
      </Button>
      {failed && (
        <p role="alert" className="text-sm text-bad-ink">
          The identity provider could not be reached. Try again in a moment.
        </p>
      )}
    </div>
  );
}
