"use client";

import { KeyRound, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { Copyable } from "#components/patterns/copyable.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

interface ToldOnceProps {
  /** What it is called within a sentence. */
  readonly noun: string;
  /** Null: it was made, and its answer did not arrive. */
  readonly secret: string | null;
  /** How to get another one, after its answer was lost. */
  readonly again: string;
  /** What to do with it now. */
  readonly children: ReactNode;
  readonly onDone: () => void;
}

/** Tells a new secret once; it lives in this page alone and is gone with it. */
export function ToldOnce({ noun, secret, again, children, onDone }: ToldOnceProps) {
  if (secret === null) {
    return (
      <Callout
        tone="bad"
        icon={TriangleAlert}
        role="alert"
        title={`The ${noun} was made, and its answer was lost`}
        action={<Button onClick={onDone}>Go on</Button>}
      >
        Nobody has it now. {again}
      </Callout>
    );
  }
  return (
    <Callout
      tone="good"
      icon={KeyRound}
      role="status"
      title={`Here is the ${noun}`}
      action={<Button onClick={onDone}>I have stored it</Button>}
    >
      <p>{children}</p>
      <p className="mt-2 text-ink">
        <Copyable text={secret} label={`Copy the ${noun}`} />
      </p>
    </Callout>
  );
}
