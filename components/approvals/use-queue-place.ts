"use client";

import { usePathname } from "next/navigation";

const listPath = "/approvals";

/** The address of one request in the queue. */
export function queueHref(id: string): string {
  return `${listPath}/${encodeURIComponent(id)}`;
}

/**
 * Says which request the address names, and goes to another or back to the list without a new page: from request to
 * request the way back still leads to the list.
 */
export function useQueuePlace(): { openId: string | null; goTo(id: string | null): void } {
  const pathname = usePathname();
  const openId = pathname.startsWith(`${listPath}/`) ? decodeURIComponent(pathname.slice(listPath.length + 1)) : null;
  return {
    openId,
    goTo(id) {
      if (id === openId) return;
      const href = id === null ? listPath : queueHref(id);
      if (id !== null && openId !== null) window.history.replaceState(null, "", href);
      else window.history.pushState(null, "", href);
    },
  };
}
