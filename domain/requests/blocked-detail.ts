/** By stable reason: what it means, and who is needed for what. */
const words: Readonly<Record<string, string>> = {
  tampered:
    "What is stored is not what was decided on: since the decision, somebody changed the request, its decision or a vote " +
    "without asking. So nothing is built, and it never will be from this request. Security has been told and finds out " +
    "who changed it. If you still need it, withdraw it and file it again.",
  not_connected: "The back end it is built on is not connected at the moment. It is built as soon as it is.",
  backend_unavailable:
    "The back end it needs does not answer at the moment. It waits, without using up an attempt, and goes on by itself.",
  backend_paused: "The back end it is built on is paused. It is built as soon as that is resumed.",
  no_backend: "Nothing here can build it any more. The platform team is needed.",
  undo_failed: "What was begun could not be taken back yet. The platform team has been told.",
  destruction_unverified: "It could not be proven that the thing is gone. The platform team has been told.",
  secret_changed_elsewhere:
    "Somebody else changed the secret in use on its back end. Its rotation has stopped and nothing was ended. Its owner and " +
    "the platform team have been told.",
  revocation_unverified: "It could not be proven that the access has ended. The platform team has been told.",
};

/** Says why something that was granted is not built, and who is needed, the same over every channel. */
export function blockedDetail(reason: string): string {
  const known = Object.hasOwn(words, reason) ? words[reason] : undefined;
  return known ?? `It is blocked: ${reason.replaceAll("_", " ")}. The platform team has been told.`;
}
