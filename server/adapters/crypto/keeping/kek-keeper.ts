/** What a visit of the keeper did. */
export interface Rotation {
  /** The key that seals now. */
  readonly keyId: string;
  readonly isNew: boolean;
  /** Epochs whose private half is gone now. */
  readonly destroyed: readonly string[];
}

/** Who makes and ends the keys of a provider. Neither sealing nor opening can. */
export interface KekKeeper {
  /**
   * Makes today's epoch where there is none and destroys the epochs whose time is over. Idempotent; one visit an hour is
   * enough.
   * @param isForced makes a new epoch even when today's is there
   * @throws kek_unavailable with one sentence
   */
  rotate(isForced?: boolean): Promise<Rotation>;
  /**
   * Destroys the private half of one epoch for ever, before its time: what was sealed to it can be opened by nobody.
   * Idempotent.
   * @throws kek_unavailable with one sentence; the epoch that seals now is refused
   */
  destroyEpoch(keyId: string): Promise<void>;
  /**
   * Proves that the epoch which seals is whole on both sides, and not older than two days.
   * @throws kek_unavailable with one sentence
   */
  health(): Promise<void>;
}
