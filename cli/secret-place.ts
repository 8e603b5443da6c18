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
