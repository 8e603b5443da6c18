"use client";

import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/**
 * Tells whether the page's script has taken over.
 *
 * Controls are disabled until then, so that nothing typed or pressed before is silently lost.
 */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
