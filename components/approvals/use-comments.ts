"use client";

import { useState } from "react";
import { commentStore } from "#components/approvals/comment-store.ts";

/** What somebody wrote about each request, kept in this tab until it was sent: a reload or a sign-in loses nothing. */
export function useComments() {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  return {
    /** Only after the page has come alive: the server knows nothing of what this tab keeps. */
    commentOn: (id: string) => typed[id] ?? "",
    restore(id: string) {
      const kept = commentStore.read(id);
      if (kept !== "") setTyped((known) => ({ [id]: kept, ...known }));
    },
    write(id: string, text: string) {
      setTyped((known) => ({ ...known, [id]: text }));
      commentStore.write(id, text);
    },
  };
}
