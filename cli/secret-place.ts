/** Where an opened credential goes; it stands before the grant is used up, so that nothing is opened in vain. */
export interface SecretPlace {
  /**
   * Hands the content over, whole.
   * @throws CliError that says that the grant is opened all the same
   */
  write(content: Uint8Array): Promise<void>;
  /** Takes the place back: nothing was opened. */
  discard(): Promise<void>;
  /**
   * Waits for what still goes on there, and gives the last sentence for stdout; empty where it is not ours to say one.
   * @throws CliError when it ended badly
   */
  conclude(): Promise<string>;
}

/** What to do about a credential that was opened and did not arrive. */
export const issueAgain =
  "it is shown once, so make a new one with latchkey rotate ID (latchkey resources lists the ids)";

/** What is said of a credential on its way: of a grant, or of a lease. */
export interface SecretWords {
  /** Begins the sentence about one that did not arrive. */
  readonly opened: string;
  /** What to do then. */
  readonly again: string;
  /** Ends the sentence about one that did. */
  readonly done: string;
}

/** Of a grant, which opens once. */
export const grantWords: SecretWords = {
  opened: "The grant is opened",
  again: issueAgain,
  done: "The grant is used up.",
};
