/** Why something that was granted is not built, and whom that needs. */
export interface BlockedWords {
  /** What it means, in sentences. */
  readonly means: string;
  /** Who is needed, and for what; null: nobody, it goes on by itself. */
  readonly needs: string | null;
}

const words: Readonly<Record<string, BlockedWords>> = {
  tampered: {
    means:
      "What is stored is not what was decided on: since the decision, somebody changed the request, its decision or a vote without asking. So nothing is built, and it never will be from this request.",
    needs: "Security has been told and finds out who changed it. If you still need it, withdraw it and file it again.",
  },
  not_connected: {
    means: "The back end it is built on is not connected at the moment. It is built as soon as it is.",
    needs: null,
  },
  no_backend: { means: "Nothing here can build it any more.", needs: "The platform team is needed." },
  revocation_unverified: {
    means: "It could not be proven that the access has ended.",
    needs: "The platform team has been told.",
  },
};

/** Says what a blocked reason means and who is needed, the same over every channel. */
export function blockedWords(reason: string): BlockedWords {
  const known = Object.hasOwn(words, reason) ? words[reason] : undefined;
  return (
    known ?? { means: `It is blocked: ${reason.replaceAll("_", " ")}.`, needs: "The platform team has been told." }
  );
}

/** The same as one text. */
export function blockedDetail(reason: string): string {
  const { means, needs } = blockedWords(reason);
  return needs === null ? means : `${means} ${needs}`;
}
