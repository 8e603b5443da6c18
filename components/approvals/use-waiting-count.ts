"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { waitingKey } from "#components/shell/waiting-key.ts";

/** Tells the menu how many requests wait, once all of them are known. */
export function useWaitingCount(count: number | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (count !== null) client.setQueryData(waitingKey, count);
  }, [client, count]);
}
