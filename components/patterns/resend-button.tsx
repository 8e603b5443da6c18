"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { describeProblem } from "#components/api/describe-problem.ts";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";

interface ResendButtonProps {
  /** What is sent again, for whoever hears the button and not its row. */
  readonly what: string;
  readonly send: () => Promise<unknown>;
  /** Said once it is under way. */
  readonly done: { readonly title: string; readonly description: string };
  readonly disabledReason: string | null;
}

/** Sends one message again and says what became of it. */
export function ResendButton({ what, send, done, disabledReason }: ResendButtonProps) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function resend() {
    setBusy(true);
    try {
      await send();
      toasts.add(done);
    } catch (error) {
      toasts.add({ title: "Not sent again", description: describeProblem(error).message });
    } finally {
      setBusy(false);
      router.refresh();
    }
  }

  return (
    <Button
      size="sm"
      busy={busy}
      disabledReason={disabledReason}
      aria-label={`Send again: ${what}`}
      onClick={() => void resend()}
    >
      Send again
    </Button>
  );
}
