import type { NoteVerifier } from "#domain/audit/signed-note.ts";

/** The private side of a key that signs notes, held by one process alone. */
export interface NoteSigner {
  /** Name of the key, and of what it signs. */
  readonly origin: string;
  readonly keyId: string;
  /** The public half. */
  readonly verifier: NoteVerifier;
  /** Gives the note of a text. */
  sign(text: string): string;
}
