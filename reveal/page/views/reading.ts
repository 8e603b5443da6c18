/** How a credential is read on the page. */
export interface Reading {
  /** A value was shown or copied. */
  readonly onTaken: () => void;
  /** After this a value that was shown is masked again. */
  readonly shownSeconds: number;
}
