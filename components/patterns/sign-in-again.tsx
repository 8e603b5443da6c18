"use client";

import { KeyRound } from "lucide-react";
import { useState } from "react";
import { identityFlow } from "#components/api/identity-flow.ts";
import { ProblemError } from "#components/api/problem-error.ts";
import { ProblemCallout } from "#components/patterns/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";

/** An error in plain words; where only a fresh sign-in is missing, the way to one and back to `returnTo`. */
export function ProblemOrSignIn({ error, returnTo }: { error: unknown; returnTo: string }) {
  const isStale = error instanceof ProblemError && error.problem.code === "reauthentication_required";
  if (!isStale) return <ProblemCallout error={error} />;
  return <SignInAgain returnTo={returnTo} maxAgeSeconds={error.problem.maxAgeSeconds} />;
}

function SignInAgain({ returnTo, maxAgeSeconds }: { returnTo: string; maxAgeSeconds: unknown }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  async function signIn() {
    setBusy(true);
    setError(null);
    try {
      window.location.assign(await identityFlow("signin/oidc", returnTo, "login"));
    } catch (cause) {
      setBusy(false);
      setError(cause);
    }
  }

  return (
    <div role="alert" className="flex flex-col gap-3 rounded-md border border-wait-line bg-wait-tint px-3 py-2.5">
      <p className="flex items-start gap-2.5 text-md">
        <KeyRound aria-hidden className="mt-0.5 size-4 shrink-0 text-wait-ink" />
        This needs a sign-in {spellAge(maxAgeSeconds)}. What you typed is kept.
      </p>
      {error !== null && <ProblemCallout error={error} />}
      <div>
        <Button size="sm" busy={busy} onClick={() => void signIn()}>
          Sign in again
        </Button>
      </div>
    </div>
  );
}

function spellAge(maxAgeSeconds: unknown): string {
  return typeof maxAgeSeconds === "number" ? `of the last ${Math.round(maxAgeSeconds / 60)} minutes` : "just now";
}
