import type { ClaimKey } from "#domain/credentials/create-claim-key.ts";
import type { Answer } from "./call-api.ts";
import type { PagePlace } from "./page-place.ts";
import type { PageState } from "./page-state.ts";
import type { SignedIn, SignInOptions } from "./sign-in-flow.ts";

/** What the page knows. Token, key and credential live here and nowhere else: leaving the page is forgetting them. */
export interface PageMemory {
  /** Replaced, never changed, by every move: what belongs to another place than this one comes too late. */
  place: PagePlace;
  person: SignedIn | null;
  /** When, on this document's clock. */
  signedInAtMs: number;
  /** Kept over a lost answer: the same key asks again, and is given the same bytes. */
  key: ClaimKey | null;
  answerWasLost: boolean;
  shown: PageState["kind"];
  retry: () => Promise<void>;
  show(state: PageState): void;
  /** Returns only when the issuer cannot be reached. */
  leave(options: SignInOptions): Promise<void>;
  /** Shows what a call came to that did not work. */
  stop(answer: Exclude<Answer<never>, { kind: "ok" }>): Promise<void>;
}
