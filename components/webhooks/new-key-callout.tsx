"use client";

import { KeyRound, TriangleAlert } from "lucide-react";
import { Copyable } from "#components/patterns/copyable.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

/** Tells a new signing key once; it lives in this page alone and is gone with it. */
export function NewKeyCallout({ signingKey, onDone }: { signingKey: string | null; onDone: () => void }) {
  if (signingKey === null) {
    return (
      <Callout
        tone="bad"
        icon={TriangleAlert}
        role="alert"
        title="The key was made, and its answer was lost"
        action={<Button onClick={onDone}>Go on</Button>}
      >
        Nobody has it now. Rotate the key to get another one.
      </Callout>
    );
  }
  return (
    <Callout
      tone="good"
      icon={KeyRound}
      role="status"
      title="Here is the signing key"
      action={<Button onClick={onDone}>I have stored it</Button>}
    >
      <p>
        Give it to the receiver now: it is not shown again, to anybody. The receiver proves with it that a message is
        ours.
      </p>
      <p className="mt-2 text-ink">
        <Copyable text={signingKey} label="Copy the signing key" />
      </p>
    </Callout>
  );
}
