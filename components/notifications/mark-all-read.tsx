"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { callApi } from "#components/api/call-api.ts";
import { describeProblem } from "#components/api/describe-problem.ts";
import { unreadKey, useUnread } from "#components/notifications/use-unread.ts";
import { Button } from "#components/ui/button.tsx";
import { toasts } from "#components/ui/toasts.ts";
import { unreadCountSchema } from "#domain/contracts/notification.ts";

/** Marks the whole inbox as read. */
export function MarkAllRead({ unread }: { unread: number }) {
  const router = useRouter();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const count = useUnread(unread);

  async function markAll() {
    setBusy(true);
    try {
      const path = "/notifications/read-all";
      const read = await callApi({ method: "POST", path, body: {}, answer: unreadCountSchema });
      client.setQueryData(unreadKey, read);
      router.refresh();
    } catch (error) {
      toasts.add({ title: "Not marked", description: describeProblem(error).message });
    } finally {
      setBusy(false);
    }
  }

  return (
    <Button onClick={() => void markAll()} busy={busy} disabledReason={count === 0 ? "Everything is read." : null}>
      Mark all as read
    </Button>
  );
}
