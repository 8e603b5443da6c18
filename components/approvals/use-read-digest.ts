"use client";

import { useState } from "react";
import type { QueueItem } from "#domain/contracts/queue.ts";

/** Holds on to the digest of what is being read: what changes under a reader's eyes is not what they decide on. */
export function useReadDigest(item: QueueItem | undefined) {
  const [read, setRead] = useState<{ id: string; digest: string } | null>(null);
  const now = item ? { id: item.entry.id, digest: item.request.digest } : null;
  if (now !== null && read?.id !== now.id) setRead(now);
  return {
    digest: read?.digest ?? null,
    isChanged: now !== null && read !== null && read.id === now.id && read.digest !== now.digest,
    accept: () => setRead(now),
  };
}
