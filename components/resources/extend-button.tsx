"use client";

import { CalendarPlus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { ProblemError } from "#components/api/problem-error.ts";
import { Button } from "#components/ui/button.tsx";
import type { ButtonLook } from "#components/ui/button-class.ts";
import { toasts } from "#components/ui/toasts.ts";
import { requestSchema, type RequestView } from "#domain/contracts/request.ts";

interface ExtendButtonProps {
  resourceId: string;
  label: string;
  /** How long from now; left out: as long again as it was given. */
  lifetimeHours?: number;
  variant?: ButtonLook["variant"];
  size?: ButtonLook["size"];
  disabledReason?: string | null;
}

/** Asks for a later end by one click, and says what came of it; a click that is repeated asks once. */
export function ExtendButton(props: ExtendButtonProps) {
  const { resourceId, label, lifetimeHours, variant, size, disabledReason = null } = props;
  const router = useRouter();
  const key = useRef<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function extend() {
    setBusy(true);
    key.current ??= crypto.randomUUID();
    const idempotencyKey = key.current;
    try {
      const path = `/resources/${resourceId}/extend`;
      const body = lifetimeHours === undefined ? {} : { lifetimeHours };
      toasts.add(wordsOf(await callApi({ method: "POST", path, body, idempotencyKey, answer: requestSchema })));
      key.current = null;
      router.refresh();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      key.current = null;
      toasts.add({ title: "It was not extended", description: error.problem.detail ?? error.problem.title });
      router.refresh();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button
      variant={variant ?? "secondary"}
      size={size}
      busy={busy}
      disabledReason={disabledReason}
      onClick={() => void extend()}
    >
      <CalendarPlus aria-hidden />
      {label}
    </Button>
  );
}

function wordsOf({ name, state, about }: RequestView) {
  switch (state) {
    case "fulfilled":
      return { title: `${name} lasts until ${about?.expiresAt?.slice(0, 10) ?? "later"}` };
    case "denied":
      return {
        title: `${name} was not extended`,
        description: "A guardrail does not allow it. The request says which.",
      };
    default:
      return { title: `The extension of ${name} waits for a human`, description: "You are told what they decide." };
  }
}
